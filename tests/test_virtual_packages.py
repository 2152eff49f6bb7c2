"""Packages that come and go with one RUN, and those that stay."""

import pytest

from migrator.alpine.apk_commands import installed_by_apk
from migrator.alpine.virtual_packages import add_runtime, wrap
from migrator.dockerfile import parse
from migrator.requirements.install_runs import install_runs
from migrator.source import Source

NAMES = ("gcc", "musl-dev")


def dockerfile(text):
    return parse(Source("Dockerfile", text))


def after(text, recipe, *, run=-1):
    """Give the text after a recipe was applied to one of its installing RUN; None where it gives up."""
    found = dockerfile(text)
    runs = [run for stage in found.stages for run in install_runs(found, stage)]
    edits = recipe(found, runs[run].instruction, NAMES)
    return None if edits is None else found.source.splice(edits).text


@pytest.mark.parametrize(
    "command",
    [
        "pip install flask",
        "pip3.11 install -r requirements.txt",
        "python -m pip install --upgrade flask",
        "/venv/bin/pip install flask",
        "uv pip install --system flask",
        "uv sync --frozen",
        "poetry install --only main",
        "pipenv install --system --deploy",
        "pdm sync",
        "python setup.py install",
        "sudo -H pip install flask",
        "if x; then pip install flask; fi",
        'sh -c "pip install flask"',
    ],
)
def test_what_installs_packages(command):
    found = dockerfile(f"FROM python:3.12-alpine\nRUN {command}\n")

    assert len(install_runs(found, found.final)) == 1


@pytest.mark.parametrize(
    "command",
    [
        "pip install --upgrade pip",
        "pip install pip==24.0 setuptools wheel",
        "pip install uv poetry",
        "pip freeze",
        "uv --version",
        "poetry config virtualenvs.create false",
        "echo pip install flask",
        "python manage.py collectstatic",
    ],
)
def test_what_installs_none(command):
    found = dockerfile(f"FROM python:3.12-alpine\nRUN {command}\n")

    assert install_runs(found, found.final) == ()


def test_wrap_a_single_command():
    assert after("FROM x\nRUN pip install flask\n", wrap) == (
        "FROM x\n"
        "RUN apk add --no-cache --virtual .build-deps gcc musl-dev \\\n"
        "    && pip install flask \\\n"
        "    && apk del --no-network .build-deps\n"
    )


def test_wrap_behind_mounts_in_the_files_style():
    text = "FROM x\nRUN --mount=type=cache,target=/c \\\n  cd /app && \\\n  # why\n  pip install flask\n"

    assert after(text, wrap) == (
        "FROM x\n"
        "RUN --mount=type=cache,target=/c \\\n"
        "  apk add --no-cache --virtual .build-deps gcc musl-dev && \\\n"
        "  cd /app && \\\n"
        "  # why\n"
        "  pip install flask && \\\n"
        "  apk del --no-network .build-deps\n"
    )


def test_wrap_keeps_set_e_in_force():
    text = "FROM x\nRUN set -eux; \\\n    cd /app; \\\n    pip install flask\n"

    assert after(text, wrap) == (
        "FROM x\n"
        "RUN set -eux; \\\n"
        "    apk add --no-cache --virtual .build-deps gcc musl-dev; \\\n"
        "    cd /app; \\\n"
        "    pip install flask; \\\n"
        "    apk del --no-network .build-deps\n"
    )


def test_wrap_holds_together_what_may_fail():
    assert after("FROM x\nRUN cd /app; pip install flask || true\n", wrap) == (
        "FROM x\n"
        "RUN apk add --no-cache --virtual .build-deps gcc musl-dev \\\n"
        "    && { cd /app; pip install flask || true; } \\\n"
        "    && apk del --no-network .build-deps\n"
    )


def test_wrap_turns_the_exec_form_into_the_shell_form():
    assert after('FROM x\nRUN ["pip", "install", "flask"]\n', wrap) == (
        "FROM x\n"
        "RUN apk add --no-cache --virtual .build-deps gcc musl-dev \\\n"
        "    && pip install flask \\\n"
        "    && apk del --no-network .build-deps\n"
    )


def test_wrap_a_heredoc():
    assert after("FROM x\nRUN <<EOF\n  set -e\n  pip install flask\nEOF\n", wrap) == (
        "FROM x\n"
        "RUN <<EOF\n"
        "  set -e\n"
        "  apk add --no-cache --virtual .build-deps gcc musl-dev\n"
        "  pip install flask\n"
        "  apk del --no-network .build-deps\n"
        "EOF\n"
    )


def test_wrap_a_heredoc_that_goes_on_after_failures():
    text = "FROM x\nRUN <<EOF\npip install flask\nrm -rf /root/.cache\nEOF\n"

    assert "gcc musl-dev && pip install flask && apk del" in after(text, wrap)


def test_wrap_joins_the_virtual_package_that_is_there():
    text = (
        "FROM x\nRUN apk add --no-cache --virtual .deps \\\n      gcc \\\n      git \\\n"
        "  && pip install flask \\\n  && apk del .deps\n"
    )

    assert after(text, wrap) == text.replace("git \\\n", "git \\\n      musl-dev \\\n")


def test_wrap_takes_another_name_where_the_first_is_in_use():
    text = "FROM x\nRUN apk add --virtual .build-deps make\nRUN pip install flask\n"

    assert ".more-build-deps gcc" in after(text, wrap)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM x\nUSER app\nRUN pip install flask\n", id="not root"),
        pytest.param('FROM x\nRUN ["pip", "install", "a b"]\n', id="exec form with blanks"),
        pytest.param("FROM x\nRUN pip install flask & wait\n", id="in the background"),
        pytest.param("FROM x\nRUN <<EOF\npip install a\npip install b\nEOF\n", id="several that may fail"),
    ],
)
def test_wrap_gives_up(text):
    assert after(text, wrap) is None


def test_wrap_has_nothing_to_do():
    text = "FROM x\nRUN apk add --virtual .b gcc musl-dev && pip install flask && apk del .b\n"

    assert after(text, wrap) == text


def test_add_runtime_above_the_first_copy():
    text = "FROM x\nWORKDIR /app\n\n# code\nCOPY . .\nUSER app\nRUN pip install flask\n"

    assert after(text, add_runtime) == text.replace("# code", "RUN apk add --no-cache gcc musl-dev\n\n# code")


def test_add_runtime_joins_an_earlier_list():
    text = "FROM x\nRUN apk add --no-cache bash\nRUN pip install flask\n"

    assert after(text, add_runtime) == text.replace("bash", "bash gcc musl-dev")


def test_add_runtime_has_nothing_to_do():
    text = "FROM x AS base\nRUN apk add gcc musl-dev=1.2\nFROM base\nRUN pip install flask\n"

    assert after(text, add_runtime) == text


def test_add_runtime_goes_to_the_stage_that_is_root():
    text = "FROM x AS base\nUSER app\nFROM base\nRUN pip install flask\n"

    assert after(text, add_runtime) == text.replace("USER", "RUN apk add --no-cache gcc musl-dev\nUSER")


def test_what_apk_leaves_in_the_image():
    found = dockerfile(
        "FROM x\nRUN apk add a b && apk del a\nRUN apk add -t .v c && apk del .v\nRUN apk add --virtual .w d\nRUN x\n"
    )

    assert installed_by_apk(found, found.final, found.instructions[-1]) == {"b", "d"}
