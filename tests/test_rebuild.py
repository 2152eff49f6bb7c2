"""Which layers a change of one file builds again, and at what estimated cost."""

import pytest

from migrator.build_context import BuildContext
from migrator.dockerfile import parse
from migrator.layers.costs import (
    COPY_SECONDS,
    PIP_SECONDS,
    SMALL_SECONDS,
    UNKNOWN_SECONDS,
    UV_SECONDS,
    WARM_SECONDS,
    cost_of,
)
from migrator.layers.effects import EffectsOf
from migrator.layers.rebuild import rebuild, source_files, volatile, worst
from migrator.source import Source


def effects(text, folder, **files):
    for name, content in files.items():
        (folder / name).write_text(content)
    return EffectsOf(parse(Source("Dockerfile", text)), BuildContext(folder))


def lines(text, folder, touched):
    return [layer.line for layer in rebuild(effects(text, folder), touched).layers]


ORDERED = """FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
RUN ./check
"""


@pytest.mark.parametrize(
    ("touched", "again"),
    [
        pytest.param("app.py", [5, 6], id="source"),
        pytest.param("requirements.txt", [3, 4, 5, 6], id="dependencies"),
        pytest.param("deep/down/app.py", [5, 6], id="a file below"),
    ],
)
def test_what_stands_behind_the_copy_is_built_again(touched, again, tmp_path):
    assert lines(ORDERED, tmp_path, touched) == again


def test_settings_are_no_layers(tmp_path):
    text = "FROM python:3.12\nCOPY . /app\nENV A=1\nLABEL b=2\nEXPOSE 80\nCMD run\n"

    assert lines(text, tmp_path, "app.py") == [2]


def test_what_is_kept_out_changes_nothing(tmp_path):
    (tmp_path / ".dockerignore").write_text("docs\n")
    build = BuildContext(tmp_path, tmp_path / ".dockerignore")
    found = EffectsOf(parse(Source("Dockerfile", ORDERED)), build)

    assert rebuild(found, "docs/index.md").count == 0


@pytest.mark.parametrize(
    ("source", "hit"),
    [
        pytest.param("*.py", True, id="a pattern"),
        pytest.param("*.txt", False, id="another pattern"),
        pytest.param("src", False, id="another folder"),
        pytest.param("./", True, id="everything"),
        pytest.param("app.py", True, id="the file"),
    ],
)
def test_which_copy_brings_a_file(source, hit, tmp_path):
    assert lines(f"FROM python:3.12\nCOPY {source} /app/\n", tmp_path, "app.py") == ([2] if hit else [])


def test_a_bind_mount_counts_as_a_copy(tmp_path):
    text = "FROM python:3.12\nRUN --mount=type=bind,target=/src make\nRUN --mount=type=cache,target=/c make\n"

    assert lines(text, tmp_path, "app.py") == [2, 3]


STAGES = """FROM python:3.12 AS build
WORKDIR /src
COPY requirements.txt .
RUN pip install --prefix=/install -r requirements.txt
COPY . .
RUN ./bundle

FROM python:3.12-slim AS unused
COPY . /x

FROM python:3.12-slim
COPY --from=build /install /usr/local
COPY --from=build /src/out /out
RUN ./after
"""


def test_other_stages_count_where_their_part_differs(tmp_path):
    assert lines(STAGES, tmp_path, "app.py") == [5, 6, 13, 14]
    assert lines(STAGES, tmp_path, "requirements.txt") == [3, 4, 5, 6, 12, 13, 14]


def test_a_stage_on_a_changed_one_is_built_again_as_a_whole(tmp_path):
    text = "FROM python:3.12 AS a\nCOPY . /a\n\nFROM a\nRUN one\nRUN two\n"

    assert lines(text, tmp_path, "app.py") == [2, 5, 6]
    assert volatile(effects(text, tmp_path)).stages == {1}


def test_source_files_stand_for_what_a_commit_changes(tmp_path):
    (tmp_path / "shop").mkdir()
    text = "FROM python:3.12\nCOPY requirements.txt ./\nCOPY shop app.py ./\nCOPY *.py /x/\nCOPY . /y\n"

    assert source_files(effects(text, tmp_path)) == ("shop/changed.py", "app.py", "changed.py")


def test_the_worst_file_is_the_one_that_costs_most(tmp_path):
    (tmp_path / "shop").mkdir()
    text = "FROM python:3.12\nCOPY shop /shop\nRUN pip install -r r.txt\nCOPY app.py /\n"

    assert worst(effects(text, tmp_path)).touched == "shop/changed.py"
    assert worst(effects("FROM python:3.12\nRUN pip install flask\n", tmp_path)) is None


@pytest.mark.parametrize(
    ("instruction", "seconds"),
    [
        pytest.param("COPY a b", COPY_SECONDS, id="copy"),
        pytest.param("ENV A=b", 0, id="no layer"),
        pytest.param("RUN pip install flask gunicorn", 2 * PIP_SECONDS, id="pip"),
        pytest.param("RUN uv pip install --system flask gunicorn", 2 * UV_SECONDS, id="uv"),
        pytest.param(
            "RUN --mount=type=cache,target=/root/.cache/uv uv pip install flask", WARM_SECONDS, id="uv, warm"
        ),
        pytest.param("RUN uv pip install --system poetry", UV_SECONDS, id="an installer by uv"),
        pytest.param("RUN pip install poetry", PIP_SECONDS, id="an installer by pip"),
        pytest.param(
            'RUN uv pip install --python "$(command -v python3)" flask',
            UV_SECONDS + SMALL_SECONDS,
            id="what stands in a word",
        ),
        pytest.param("RUN $TOOL --all", UNKNOWN_SECONDS, id="a variable names the program"),
    ],
)
def test_costs(instruction, seconds, tmp_path):
    found = effects(f"FROM python:3.12\n{instruction}\n", tmp_path)

    assert cost_of(found, found.dockerfile.instructions[-1]) == pytest.approx(seconds)


def test_requirements_are_counted(tmp_path):
    text = "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n"
    found = effects(text, tmp_path, **{"requirements.txt": "flask\ngunicorn\nredis\n"})

    assert cost_of(found, found.dockerfile.instructions[-1]) == pytest.approx(3 * PIP_SECONDS)


def test_an_order_is_compared_by_its_sum(tmp_path):
    late = effects("FROM python:3.12\nCOPY . .\nRUN pip install flask\n", tmp_path)
    early = effects("FROM python:3.12\nRUN pip install flask\nCOPY . .\n", tmp_path)

    assert (worst(late).count, worst(early).count) == (2, 1)
    assert worst(late).seconds - worst(early).seconds == pytest.approx(PIP_SECONDS)
