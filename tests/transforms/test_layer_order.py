import shutil

import pytest

from migrator.api import parse
from migrator.build_context import BuildContext
from migrator.engine import Status
from migrator.layers.effects import EffectsOf
from migrator.layers.rebuild import worst
from migrator.source import Source
from tests.build_simulation import outcome
from tests.cases import cases, migrate, show, sound
from tests.contexts import put

NAME = "layer-order"


def moved(path):
    return [o for o in migrate(path, NAME).outcomes if o.status is Status.APPLIED]


CHANGED = [case for case in cases("layer_order") if moved(case.values[0])]


@pytest.mark.parametrize("path", cases("layer_order"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("layer_order"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, NAME)


@pytest.mark.parametrize("path", CHANGED)
def test_both_orders_build_the_same_image(path, tmp_path):
    """Both are really built, with installers that write down what they read: see tests/build_simulation.py."""
    result = migrate(path, NAME)
    context = tmp_path / "context"
    shutil.copytree(path.parent, context) if path.name == "Dockerfile" else context.mkdir()

    before = outcome(result.before.text, context, tmp_path / "before")
    after = outcome(result.after.text, context, tmp_path / "after")

    assert isinstance(before, dict), before
    assert after == before


@pytest.mark.parametrize("path", CHANGED)
def test_a_change_of_the_source_costs_less(path):
    result = migrate(path, NAME)
    if {o.finding.rule.id for o in result.outcomes} <= {"DFM503"}:
        return  # those are about values, not about source
    build = BuildContext(path.parent)

    before, after = (worst(EffectsOf(parse(source), build)) for source in (result.before, result.after))

    assert after.seconds < before.seconds


def order(text, tmp_path, **files):
    """Give what becomes of `text` with these files beside it."""
    for name, content in files.items():
        put(tmp_path, name.replace("__", "/").replace("_dot_", "."), content)
    path = tmp_path / "Dockerfile"
    path.write_text(text)
    return migrate(path, NAME)


START = "FROM python:3.12-slim\nWORKDIR /app\n"


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("RUN python manage.py collectstatic", id="a program of the source"),
        pytest.param("RUN ./configure", id="a script of the source"),
        pytest.param("RUN make", id="make"),
        pytest.param("RUN . ./env.sh", id="a sourced file"),
        pytest.param('RUN eval "$(cat setup.sh)"', id="eval"),
        pytest.param("RUN bash -c 'python x.py'", id="a shell in a shell"),
        pytest.param("RUN npm ci", id="npm runs scripts"),
        pytest.param("RUN sed -i s/a/b/ requirements.txt", id="the file itself changes"),
        pytest.param("RUN echo gunicorn >> requirements.txt", id="the file itself grows"),
        pytest.param("RUN cp requirements/prod.txt requirements.txt", id="the file itself is replaced"),
        pytest.param("RUN cd vendor && cp -r . /usr/local/lib", id="copied among the packages"),
        pytest.param("ONBUILD RUN true", id="another build"),
    ],
)
def test_what_stands_between_and_may_matter_keeps_the_order(between, tmp_path):
    text = f"{START}COPY . .\n{between}\nRUN pip install -r requirements.txt\n"

    result = order(text, tmp_path, **{"requirements.txt": "flask\n"})

    assert not result.changed


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("ENV A=b", id="a variable"),
        pytest.param("EXPOSE 80", id="a port"),
        pytest.param('CMD ["python", "app.py"]', id="the command"),
        pytest.param("RUN mkdir -p /var/log/app", id="a folder elsewhere"),
        pytest.param("RUN useradd --no-create-home app", id="a user"),
        pytest.param("RUN rm -rf /tmp/* ~/.cache", id="clearing up elsewhere"),
        pytest.param("COPY nginx.conf /etc/nginx/nginx.conf", id="another file"),
        pytest.param("# dfmigrate: nothing of ours\nUSER root", id="the user"),
    ],
)
def test_what_stands_between_and_does_not_matter(between, tmp_path):
    text = f"{START}COPY . .\n{between}\nRUN pip install -r requirements.txt\n"

    result = order(text, tmp_path, **{"requirements.txt": "flask\n", "nginx.conf": ""})

    lines = result.after.text.splitlines()
    assert lines.index("COPY requirements.txt .") < lines.index("RUN pip install -r requirements.txt")
    assert lines.index("RUN pip install -r requirements.txt") < lines.index("COPY . .")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("pip install -r requirements.txt $EXTRA", id="a variable may be anything"),
        pytest.param("pip install -r $(ls *.txt)", id="a substitution"),
        pytest.param("pip install -r requirements.txt -e ./lib", id="one of two is local"),
        pytest.param("cat requirements.txt | xargs -n 1 pip install", id="xargs"),
        pytest.param("cd sub && pip install -r ../requirements.txt && python x.py", id="and a program"),
        pytest.param("pip install -r requirements.txt || python fallback.py", id="a fallback"),
        pytest.param("/app/bin/pip install -r requirements.txt", id="a pip of the source"),
        pytest.param("uv run pip install -r requirements.txt", id="uv run"),
        pytest.param("PIP_CONSTRAINT=c.txt pip install -r requirements.txt", id="a constraint of its own"),
    ],
)
def test_what_may_read_more_than_its_files_stays(command, tmp_path):
    result = order(
        f"{START}COPY . .\nRUN {command}\n", tmp_path, **{"requirements.txt": "flask\n", "bin/pip": ""}
    )

    assert not result.changed


PROJECT = '[project]\nname = "shop"\ndependencies = ["flask"]\noptional-dependencies.web = ["gunicorn"]\n'


@pytest.mark.parametrize(
    ("command", "project"),
    [
        ("pip install .", PROJECT),
        ("uv pip install --system --no-deps .", PROJECT),
        ("uv pip install --system --upgrade .", PROJECT),
        ("uv pip install --system --reinstall .", PROJECT),
        ("uv pip install --system --require-hashes .", PROJECT),
        ("uv pip install --target lib .", PROJECT),
        ("uv pip install --system '.[none]'", PROJECT),
        ("uv pip install --system . ./lib", PROJECT),
        ("uv pip install --system . -r lib/pyproject.toml", PROJECT),
        ("uv pip install --system .", '[project]\nname = "shop"\n'),
        ("uv pip install --system .", '[project]\ndependencies = ["flask"]\n'),
        ("uv pip install --system .", "[project"),
        ("uv pip install --system .", "[tool.black]\n"),
        ("uv pip install --system .", f'{PROJECT}dynamic = ["optional-dependencies"]\n'),
        ("uv pip install --system .", PROJECT.replace("flask", "lib @ file:lib")),
        ("uv pip install --system .", PROJECT.replace("flask", "lib @ {root:uri}/lib")),
        ("uv pip install --system .", f"{PROJECT}[tool.uv.sources]\nflask = {{ workspace = true }}\n"),
        ("uv pip install --system .", f'{PROJECT}[tool.uv.sources]\nflask = [{{ path = "lib" }}]\n'),
        ("uv pip install --system .", f'{PROJECT}[tool.uv.workspace]\nmembers = ["lib"]\n'),
        ("apk add gcc && uv pip install --system . && apk del gcc", PROJECT),
        ("V=1 && SETUPTOOLS_SCM_PRETEND_VERSION=$V uv pip install --system .", PROJECT),
        ("cd lib && uv pip install --system ..", PROJECT),
    ],
)
def test_what_only_a_build_of_the_project_tells_stays(command, project, tmp_path):
    files = {"pyproject.toml": project, "lib/pyproject.toml": PROJECT}
    result = order(f"{START}COPY . .\nRUN {command}\n", tmp_path, **files)

    assert not result.changed
    assert [o.finding.rule.id for o in result.outcomes] == ["DFM504"]


def test_a_member_of_a_workspace_above_stays(tmp_path):
    above = '[tool.uv.workspace]\nmembers = ["lib"]\n'
    files = {"pyproject.toml": above, "lib/pyproject.toml": PROJECT}
    result = order(f"{START}COPY . .\nRUN uv pip install --system ./lib\n", tmp_path, **files)

    assert not result.changed


def test_a_project_in_a_folder_below(tmp_path):
    files = {"lib/pyproject.toml": PROJECT}
    result = order(f"{START}COPY . .\nRUN uv pip install --system -e ./lib[web]\n", tmp_path, **files)

    assert result.after.text.splitlines()[2:] == [
        "COPY lib/pyproject.toml lib/",
        "RUN uv pip install --system -r lib/pyproject.toml --extra web",
        "COPY . .",
        "RUN uv pip install --system -e ./lib[web]",
    ]


@pytest.mark.parametrize(("ignored", "moved"), [(".venv\n", True), ("", False), (".venv\n!.venv\n", False)])
def test_what_is_kept_out_may_be_cleared_before_the_source(ignored, moved, tmp_path):
    files = {"requirements.txt": "flask\n", ".dockerignore": ignored}
    run = "RUN rm -rf .venv && python -m venv .venv && .venv/bin/pip install -r requirements.txt"
    result = order(f"{START}COPY . .\n{run}\n", tmp_path, **files)

    assert (result.after.text.find(run) < result.after.text.find("COPY . .")) == moved


def test_the_same_installation_once_more_has_little_left_to_do(tmp_path):
    lock = 'version = 1\n[[package]]\nname = "shop"\nsource = { editable = "." }\n[[package]]\nname = "lib"\n'
    lock += 'source = { editable = "../lib" }\n'
    run = "RUN uv sync --frozen\n"
    files = {"pyproject.toml": PROJECT, "uv.lock": lock}
    for first in (run, "RUN apk add gcc && uv sync --frozen && apk del gcc\n"):
        result = order(f"{START}COPY pyproject.toml uv.lock ./\n{first}COPY . .\n{run}", tmp_path, **files)

        assert result.outcomes == ()


def test_a_file_that_is_kept_out_is_not_copied(tmp_path):
    files = {"requirements.txt": "flask\n", ".dockerignore": "*.txt\n"}

    assert not order(f"{START}COPY . .\nRUN pip install -r requirements.txt\n", tmp_path, **files).changed


def test_one_change_can_be_silenced(tmp_path):
    text = f"{START}# dfmigrate: ignore[DFM501] because it is small\nCOPY . .\nRUN pip install -r requirements.txt\n"

    assert not order(text, tmp_path, **{"requirements.txt": "flask\n"}).changed


def test_line_ends_and_a_missing_last_one_stay(tmp_path):
    text = "FROM python:3.12\r\nWORKDIR /app\r\nCOPY . .\r\nRUN pip install -r requirements.txt"
    (tmp_path / "requirements.txt").write_text("flask\n")
    (tmp_path / "Dockerfile").write_bytes(text.encode())

    after = migrate(tmp_path / "Dockerfile", NAME).after.text

    assert after == (
        "FROM python:3.12\r\nWORKDIR /app\r\nCOPY requirements.txt .\r\nRUN pip install -r requirements.txt\r\nCOPY . ."
    )


def test_the_moved_instruction_is_not_touched(tmp_path):
    copy = "COPY   --chown=1000:1000  \\\n   # all of it\n   .   /app/"
    text = f"FROM python:3.12\n{copy}\nRUN pip install -r /app/requirements.txt\n"

    after = order(text, tmp_path, **{"requirements.txt": "flask\n"}).after.text

    assert copy in after
    assert parse(Source("", after)).instructions[1].value.text == "requirements.txt /app/"


BESIDE = "FROM python:3.12-slim\nWORKDIR /w/app\nCOPY libs /w/libs\n"
COMMON = {
    "libs__common__pyproject_dot_toml": '[project]\nname = "common"\n',
    "libs__c.txt": "idna\n",
    "libs__x.whl": "",
}
SOURCES = '[project]\nname = "shop"\ndependencies = ["common"]\n[tool.uv.sources]\n'
SOURCES += 'common = { path = "../libs/common" }\n'
UV_LOCK = '[[package]]\nname = "common"\nsource = { directory = "../libs/common" }\n'
POETRY = '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\ncommon = { path = "../libs/common" }\n'
POETRY_LOCK = '[[package]]\nname = "common"\n[package.source]\ntype = "directory"\nurl = "../libs/common"\n'
DIRECT = '[project]\nname = "shop"\ndependencies = ["common @ file:///w/libs/common"]\n'


@pytest.mark.parametrize(
    "line",
    [
        "../libs/common",
        "./../libs/common",
        "/w/libs/common",
        "/w/libs/common[web]",
        "-e ../libs/common",
        "file:../libs/common",
        "file:///w/libs/common#egg=common",
        "file://localhost/w/libs/common",
        "common @ file:///w/libs/common",
        "common @ ../libs/common",
        "--find-links /w/libs",
        "--find-links ../libs",
        "--find-links file:///w/libs",
        "/w/libs/x.whl",
        "-r /w/libs/c.txt",
        "-r ../../lib/c.txt",
        "-r ${LISTS}/c.txt",
        "common @ file://${PWD}/../libs/common",
        "{{ cookiecutter }}",
        r"..\libs\common",
    ],
)
@pytest.mark.parametrize("tool", ["pip", "uv pip"])
def test_a_local_path_of_a_requirements_file_is_there_before(line, tool, tmp_path):
    text = f"{BESIDE}COPY requirements.txt .\nRUN {tool} install -r requirements.txt\n"

    assert not order(text, tmp_path, **COMMON, **{"requirements.txt": f"flask\n{line}\n"}).changed


@pytest.mark.parametrize("line", ["-c ../libs/c.txt", "-r ../libs/c.txt"])
def test_a_list_beside_is_copied_apart(line, tmp_path):
    text = f"{BESIDE}COPY app .\nRUN pip install -r requirements.txt\n"

    result = order(text, tmp_path, **COMMON, **{"app__requirements.txt": f"flask\n{line}\n"})

    assert result.after.text.splitlines()[2:] == [
        "COPY libs/c.txt /w/libs/",
        "COPY app/requirements.txt .",
        "RUN pip install -r requirements.txt",
        "COPY libs /w/libs",
        "COPY app .",
    ]


def test_what_a_local_path_has_no_use_for_comes_later(tmp_path):
    files = {"requirements.txt": "../wheels/x-1.whl\n", "src__a.py": "", "wheels__x-1.whl": ""}
    text = "COPY wheels/x-1.whl /w/wheels/\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"

    result = order(f"FROM python:3.12-slim\nWORKDIR /w/app\nCOPY src /w/src\n{text}", tmp_path, **files)

    assert result.after.text.splitlines()[2:] == [*text.splitlines(), "COPY src /w/src"]


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("uv pip install --system -r pyproject.toml", {"pyproject.toml": SOURCES}),
        ("uv pip install --system --group dev", {"pyproject.toml": SOURCES}),
        ("pip install .", {"pyproject.toml": SOURCES}),
        ("uv pip install --system .", {"pyproject.toml": SOURCES}),
        ("uv sync --no-install-project", {"pyproject.toml": SOURCES, "uv.lock": UV_LOCK}),
        ("uv sync --no-install-project", {"pyproject.toml": SOURCES, "uv.lock": "version = 1\n"}),
        ("uv sync --no-install-project", {"pyproject.toml": PROJECT, "uv.lock": UV_LOCK}),
        ("uv sync --no-install-project", {"pyproject.toml": SOURCES}),
        ("poetry install --no-root", {"pyproject.toml": POETRY, "poetry.lock": POETRY_LOCK}),
        ("poetry install --no-root", {"pyproject.toml": DIRECT, "poetry.lock": ""}),
        ("poetry install --no-root", {"pyproject.toml": POETRY}),
        (
            "pipenv sync",
            {"Pipfile": '[packages]\ncommon = {path = "../libs/common"}\n', "Pipfile.lock": "{}"},
        ),
        ("pip install .", {"pyproject.toml": DIRECT}),
        ("uv pip install --system .", {"pyproject.toml": DIRECT}),
        ("pip install /w/libs/common", {"pyproject.toml": ""}),
        ("pip install 'common @ file:///w/libs/common'", {"pyproject.toml": ""}),
        ("pip install common@file:///w/libs/common", {"pyproject.toml": ""}),
        ("pip install --find-links file:///w/libs common", {"pyproject.toml": ""}),
        ("pip install ./lib", {"lib__pyproject_dot_toml": SOURCES.replace("../", "../../")}),
        ("pip install -r absent.txt", {"pyproject.toml": ""}),
    ],
)
def test_a_local_path_of_a_project_is_there_before(command, files, tmp_path):
    names = " ".join(sorted({name.partition("__")[0] for name in files} - {"lib"}))
    copies = f"COPY {names} ./\n" if names else "COPY lib lib/\n"

    result = order(f"{BESIDE}{copies}RUN {command}\n", tmp_path, **COMMON, **files)

    assert not result.changed


def test_a_list_that_is_not_in_the_context_may_name_anything(tmp_path):
    text = f"{BESIDE}COPY absent.txt .\nRUN pip install -r absent.txt\n"

    result = order(text, tmp_path, **COMMON)

    assert not result.changed
    assert [o.finding.message for o in result.outcomes] == [
        "every change of the source installs this again: absent.txt is not in the build context, "
        "so what it names is not known"
    ]


MEMBER = (
    '[project]\nname = "api"\ndependencies = ["shared"]\n[tool.uv.sources]\nshared = { workspace = true }\n'
)


@pytest.mark.parametrize(
    "command",
    ["uv sync --no-dev", "uv sync --no-install-project", "uv sync --frozen --no-install-workspace"],
)
@pytest.mark.parametrize("lock", [{}, {"api__uv.lock": "version = 1\n"}, {"uv.lock": "version = 1\n"}])
def test_a_member_of_a_workspace_needs_the_others(command, lock, tmp_path):
    root = '[tool.uv.workspace]\nmembers = ["*"]\n'
    files = {"pyproject.toml": root, "api__pyproject_dot_toml": MEMBER, "shared__a.py": "", **lock}
    copies = "".join(f"COPY {each} /app/{each}\n" for each in ("shared", *lock, "api/pyproject.toml"))
    copies = copies.replace("__", "/")
    text = f"{START}COPY pyproject.toml .\n{copies}WORKDIR /app/api\nRUN {command}\n"

    result = order(text, tmp_path, **files)

    assert not result.changed
    assert [o.finding.rule.id for o in result.outcomes] == ["DFM504"]


@pytest.mark.parametrize(
    "command",
    ["uv --project api sync --no-install-project", "uv sync --project api", "poetry -C api install"],
)
def test_a_project_in_another_folder_may_need_anything(command, tmp_path):
    files = {"api__pyproject_dot_toml": PROJECT, "api__uv.lock": "", "api__poetry.lock": "", "lib__a.py": ""}
    text = f"{START}COPY lib /lib\nCOPY api/pyproject.toml api/*.lock api/\nRUN {command}\n"

    assert not order(text, tmp_path, **files).changed


VIRTUAL = 'version = 1\n[[package]]\nname = "shop"\nsource = { virtual = "." }\n'


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("mkdir -p $D && uv sync --frozen --no-install-project --no-dev", "uv sync --frozen --no-dev"),
        ("poetry install $ARGS --no-root", "poetry install $ARGS --no-root"),
        (
            "poetry install --no-root",
            "poetry install --no-root && apt-get purge -y gcc && rm -rf /root/.cache/pypoetry/cache",
        ),
        ("pip install -r requirements.txt", "pip install -r requirements.txt"),
    ],
)
def test_what_is_installed_already_stays_where_it_is(first, again, tmp_path):
    names = ["poetry.lock", "pyproject.toml", "requirements.txt", "uv.lock"]
    files = {
        **dict.fromkeys(names, ""),
        "pyproject.toml": PROJECT,
        "uv.lock": VIRTUAL,
        ".python-version": "3.12\n",
    }
    copies = "".join(f"COPY {name} ./\n" for name in names)

    result = order(f"{START}ARG D ARGS\n{copies}RUN {first}\nCOPY . .\nRUN {again}\n", tmp_path, **files)

    assert result.outcomes == ()


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("poetry install --no-root", "poetry install --no-root --extras web"),
        ("pip install flask", "pip install flask idna"),
        ("pip install flask", "apt-get update && apt-get install -y gcc && pip install flask"),
        ("cd /srv && pip install flask", "pip install idna"),
    ],
)
def test_what_installs_more_than_before_comes_before_the_source(first, again, tmp_path):
    files = {"poetry.lock": "", "pyproject.toml": PROJECT}
    copies = "COPY poetry.lock /app/\nCOPY pyproject.toml /app/\n"

    result = order(f"{START}{copies}RUN {first}\nCOPY . .\nRUN {again}\n", tmp_path, **files)

    assert result.after.text == f"{START}{copies}RUN {first}\nRUN {again}\nCOPY . .\n"


def test_a_file_that_a_later_copy_replaces_is_copied_again(tmp_path):
    files = {"poetry.lock": "", "pyproject.toml": PROJECT, "other__poetry.lock": ""}
    copies = "COPY poetry.lock pyproject.toml ./\nCOPY other/poetry.lock ./\n"

    result = order(f"{START}{copies}COPY . .\nRUN poetry install --no-root\n", tmp_path, **files)

    assert result.after.text == f"{START}{copies}COPY poetry.lock .\nRUN poetry install --no-root\nCOPY . .\n"
