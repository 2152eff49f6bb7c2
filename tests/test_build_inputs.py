"""What a RUN installs, found through COPY, WORKDIR, mounts and the files of the build context."""

import pytest

from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import parse
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import install_runs
from migrator.source import Source

_EXPORT = ["poetry==1.8.3", "poetry-plugin-export==1.8.0"]


@pytest.fixture
def build(tmp_path):
    (tmp_path / "requirements.txt").write_text("flask==3.0\n")
    (tmp_path / "deps").mkdir()
    (tmp_path / "deps" / "prod.txt").write_text("gunicorn\n-c limits.txt\n")
    (tmp_path / "deps" / "limits.txt").write_text("gunicorn==21.0\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "pyproject.toml").write_text(
        '[project]\nname = "app"\nversion = "1"\ndependencies = ["httpx"]\n'
        '[project.optional-dependencies]\nfast = ["orjson"]\n'
    )
    return BuildContext(tmp_path)


def installed(build, body):
    dockerfile = parse(Source("Dockerfile", f"FROM python:3.12 AS one\n{body}\n"))
    runs = [run for stage in dockerfile.stages for run in install_runs(dockerfile, stage)]
    return required(dockerfile, build, runs[-1])


def names(found):
    return [each.name for each in found.requirements]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("RUN uvx poetry export", ["poetry"]),
        ("RUN uvx poetry@1.8.3 export -o flask", ["poetry==1.8.3"]),
        ("RUN uvx 'ruff[all]@0.4.0' check flask", ["ruff==0.4.0"]),
        ("RUN uvx ruff@latest check", ["ruff"]),
        ("ARG V=1.8.3\nRUN uvx --with poetry-plugin-export==1.8.0 poetry@${V} export", _EXPORT),
        ("RUN uvx --from poetry==1.8.3 poetry export", ["poetry==1.8.3"]),
        ("RUN uv tool run ruff@0.4.0 check flask", ["ruff==0.4.0"]),
        ("RUN uv tool install --with flask ruff@0.4.0", ["ruff==0.4.0", "flask"]),
        ("RUN uv tool install ruff", ["ruff"]),
        ("COPY *.txt .\nRUN uvx --with-requirements requirements.txt ruff", ["ruff", "flask==3.0"]),
        ("COPY *.txt .\nRUN uv run --with-requirements=requirements.txt app.py", ["flask==3.0"]),
        ("COPY app app\nRUN uvx --with-editable ./app ruff", ["ruff", "httpx"]),
        ("COPY *.txt .\nRUN uv init && uv add -r requirements.txt ruff", ["ruff", "flask==3.0"]),
        ("COPY app .\nRUN uv add ruff", ["ruff", "httpx"]),
        ("RUN uvx 'tool @ https://example.com/tool.zip'", ["tool"]),
        ("RUN pipx install ruff flask", ["ruff", "flask"]),
    ],
)
def test_tools_of_uv(build, body, wanted):
    found = installed(build, body)

    assert [f"{each.name}{each.specifier}" for each in found.requirements] == wanted
    assert not found.unreadable


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("RUN pip install Flask 'gunicorn[gevent]>=20'", ["flask", "gunicorn"]),
        ("COPY requirements.txt .\nRUN pip install -r requirements.txt", ["flask"]),
        ("WORKDIR /a\nCOPY . b\nRUN pip install --requirement=/a/b/requirements.txt", ["flask"]),
        ("COPY requirements.txt /x/r.txt\nRUN cd /x && pip install -rr.txt", ["flask"]),
        ('COPY requirements.txt /x/r.txt\nENV X=/x\nRUN cd "$X" && pip install -rr.txt', ["flask"]),
        ('COPY requirements.txt /x/r.txt\nRUN cd "/x" && pip install -rr.txt', ["flask"]),
        ("COPY *.txt /x/\nRUN pip install -r /x/requirements.txt", ["flask"]),
        ("COPY deps /deps\nRUN pip install -r /deps/prod.txt", ["gunicorn"]),
        (
            "COPY . /s\nFROM python:3.12\nCOPY --from=one /s/deps /d\nRUN pip install -r /d/prod.txt",
            ["gunicorn"],
        ),
        (
            "RUN --mount=type=bind,source=deps,target=/m pip install -r /m/prod.txt",
            ["gunicorn"],
        ),
        (
            "RUN --mount=type=bind,src=\"deps\",dst='/m' pip install -r /m/prod.txt",
            ["gunicorn"],
        ),
        ("ENV REQ=requirements.txt\nCOPY $REQ .\nRUN pip install -r $REQ", ["flask"]),
        ("COPY app /app\nRUN pip install /app", ["httpx"]),
        ("COPY app /app\nWORKDIR /app\nRUN pip install -e '.[fast]'", ["httpx", "orjson"]),
        ('COPY app /app\nRUN pip install /app["fast"]', ["httpx", "orjson"]),
        ("RUN pip install gunicorn['gevent']==23.0 httpx[\"http2\",'cli']", ["gunicorn", "httpx"]),
        ("RUN pip install 'flask; python_version >= \"3.8\"'", ["flask"]),
        ("COPY app /_lock\nRUN uv sync --locked --project /_lock", ["httpx"]),
        ("COPY app /srv/app\nWORKDIR /srv\nRUN uv --directory app sync --all-extras", ["httpx", "orjson"]),
        ("COPY app /srv/app\nWORKDIR /srv\nRUN uv -q --directory=app pip install .", ["httpx"]),
        ("COPY deps pip\nRUN uv --directory pip pip install -r prod.txt", ["gunicorn"]),
        ("COPY . .\nRUN uv --directory app sync && uv pip install -r deps/prod.txt", ["httpx", "gunicorn"]),
        ("COPY app /_lock\nENV UV_PROJECT=/_lock\nRUN uv sync", ["httpx"]),
        ("COPY app /app\nRUN poetry install -C /app", ["httpx"]),
        ('COPY app /app\nRUN cd /app && pip install "file://$(pwd)#egg=app[fast]"', ["httpx", "orjson"]),
        ("RUN pip install git+https://example.com/owner/tool.git@v1", [""]),
        ("RUN pip install git+https://example.com/owner/tool.git@v1#egg=flask", ["flask"]),
        ("RUN pip install 'torch; sys_platform == \"win32\"' flask", ["flask"]),
        ('ARG V\nRUN pip install "flask==$V"', ["flask"]),
        ("ARG PIP_ARGS\nRUN pip install $PIP_ARGS flask", ["flask"]),
        ("WORKDIR /a\nCOPY app .\nRUN poetry build && pip install dist/*.whl", ["httpx"]),
        ("COPY app /a\nRUN cd /a && poetry build && pip install dist/*.whl[fast]", ["httpx", "orjson"]),
        ("COPY app /a\nRUN cd /a && maturin build -o /w\nRUN pip install --no-deps /w/*.whl", []),
        ("COPY app /a\nRUN poetry -C /a build && pip install /a/dist/*.whl", ["httpx"]),
        ("COPY app /a\nRUN maturin build -m a/Cargo.toml -o /w && pip install /w/*.whl", ["httpx"]),
        ("COPY app /a\nRUN (cd a && python -m poetry -q build) && pip install /a/dist/*.whl", ["httpx"]),
        (
            "WORKDIR /a\nCOPY app .\nRUN poetry build\nFROM python:3.12\n"
            "COPY --from=one /a/dist /dist/\nRUN pip install /dist/*.whl",
            ["httpx"],
        ),
        (
            "WORKDIR /a\nCOPY app .\nRUN pip wheel -w dist .\nFROM python:3.12\n"
            "COPY --from=one /a/dist /dist/\nRUN pip install /dist/*.whl",
            [],  # its own RUN is looked at
        ),
    ],
)
def test_what_is_installed(build, body, wanted):
    found = installed(build, body)

    assert names(found) == wanted
    assert found.unreadable == ()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("RUN pip install -r requirements.txt x", "requirements.txt"),  # the build context has one
        ("COPY other.txt .\nRUN pip install -r other.txt", "other.txt"),
        ("ARG R\nRUN pip install -r $R", "$R"),
        ("RUN pip install $PACKAGES", "$PACKAGES"),
        ("RUN pip install -r https://example.com/r.txt", "https://example.com/r.txt"),
        ("RUN cat r.txt | xargs pip install", "xargs"),
        ("RUN pip install /nowhere", "/nowhere"),
        ("RUN pip install dist/*.whl", "dist/*.whl"),
        ("RUN poetry build && pip install dist/*.whl", "what poetry builds"),
        ("COPY app /a\nRUN cd $A && poetry build && pip install dist/*.whl", "what poetry builds"),
        (
            "COPY app /a\nRUN (cd a; poetry build); (cd b; poetry build); pip install a/dist/*.whl",
            "what poetry builds",
        ),
        ("COPY app /a\nRUN poetry --directory $A build && pip install dist/*.whl", "what poetry builds"),
    ],
)
def test_what_cannot_be_told(build, body, what):
    found = installed(build, body)

    assert [each.what for each in found.unreadable] == [what]


INSTALL = "pip install -r requirements.txt"


@pytest.mark.parametrize(
    ("run", "wanted"),
    [
        pytest.param(f"cd deps && {INSTALL}", "torch", id="a folder"),
        pytest.param(f"cd -P -- deps && {INSTALL}", "torch", id="options"),
        pytest.param(f"pushd deps && {INSTALL}", "torch", id="pushd"),
        pytest.param(f"pushd $NOWHERE && make && popd && {INSTALL}", "flask", id="popd"),
        pytest.param(f"pushd deps; pushd /app; popd; {INSTALL}", "torch", id="popd of several"),
        pytest.param(f"cd $NOWHERE && make && cd - && {INSTALL}", "flask", id="back"),
        pytest.param(
            f"cd deps; cd $NOWHERE; (cd app; cd -); cd -; {INSTALL}", "torch", id="back in a subshell"
        ),
        pytest.param(f"cd $NOWHERE; cd /deps; {INSTALL}", "torch", id="known again"),
        pytest.param(f"(cd deps && ls) && {INSTALL}", "flask", id="a subshell"),
        pytest.param(f"(cd /nowhere && (cd app; ls)) && (cd deps; {INSTALL})", "torch", id="other subshells"),
        pytest.param(f'X="$(cd deps && pwd)" && {INSTALL}', "flask", id="a substitution"),
        pytest.param(f"sh -c 'cd deps && ls' && {INSTALL}", "flask", id="another shell"),
        pytest.param(f"if true; then cd deps; fi && {INSTALL}", "torch", id="a branch"),
    ],
)
def test_a_file_is_read_in_the_folder_that_a_cd_leads_to(build, run, wanted):
    (build.root / "deps/requirements.txt").write_text("torch\n")
    found = installed(build, f"COPY . /\nRUN {run}")

    assert names(found) == [wanted]
    assert found.unreadable == ()


@pytest.mark.parametrize(
    ("run", "what", "lost"),
    [
        (f"cd services/$NAME && {INSTALL}", "requirements.txt", "cd services/$NAME"),
        (f"for one in deps app; do cd $one; {INSTALL}; done", "requirements.txt", "cd $one"),
        (f"cd - && {INSTALL}", "requirements.txt", "cd -"),
        (f"cd $X; cd deps; cd - && {INSTALL}", "requirements.txt", "cd $X"),
        (f"cd && {INSTALL}", "requirements.txt", "cd"),
        (f"popd && {INSTALL}", "requirements.txt", "popd"),
        (f"pushd deps && pushd +1 && popd && {INSTALL}", "requirements.txt", "popd"),
        (f"pushd deps && popd -n && {INSTALL}", "requirements.txt", "popd -n"),
        (f"(pushd deps) && popd && {INSTALL}", "requirements.txt", "popd"),
        (f"cd $X && cd deps && {INSTALL}", "requirements.txt", "cd $X"),
        ('cd "$(dirname app/x)" && pip install .', ".", 'cd "$(dirname app/x)"'),
        ("cd ~/app && poetry install", "the project", "cd ~/app"),
        ("uv sync --directory $X", "the project", "--directory $X"),
    ],
)
def test_no_other_file_is_read_where_a_cd_leads_nobody_knows_where(build, run, what, lost):
    found = installed(build, f"ARG NAME\nCOPY . /\nRUN {run}")

    assert names(found) == []
    assert [each.what for each in found.unreadable] == [what]
    assert found.unreadable[0].reason == f"where `{lost}` leads cannot be told"


def test_a_project_that_is_somewhere_else_is_named(build):
    (found,) = installed(build, "COPY app .\nRUN uv sync --project /other").unreadable

    assert found.what == "the project in /other"


def test_a_constraint_pins(build):
    found = installed(build, "COPY deps /deps\nRUN pip install -r /deps/prod.txt")

    assert found.pin("gunicorn") == "21.0"


def test_the_last_copy_counts(build):
    dockerfile = parse(
        Source("Dockerfile", "FROM x\nCOPY deps/prod.txt /r.txt\nCOPY requirements.txt /r.txt\nRUN x\n")
    )

    assert context_path(dockerfile, build, dockerfile.instructions[-1], "/r.txt") == "requirements.txt"
    assert context_path(dockerfile, build, dockerfile.instructions[2], "/r.txt") == "requirements.txt"
    assert context_path(dockerfile, build, dockerfile.instructions[1], "/r.txt") == "deps/prod.txt"
    assert context_path(dockerfile, build, dockerfile.instructions[-1], "/other.txt") is None


@pytest.mark.parametrize("program", ["pip", "/opt/venv/bin/pip", "$VENV/bin/pip", '"${VENV}/bin/pip"'])
def test_a_program_is_known_by_its_name_whatever_folder_it_lies_in(build, program):
    assert names(installed(build, f"RUN {program} install flask")) == ["flask"]


@pytest.mark.parametrize("program", ["$PIP", "$VENV/bin/$TOOL"])
def test_a_program_whose_name_is_a_variable_is_none_that_is_known(build, program):
    dockerfile = parse(Source("Dockerfile", f"FROM python:3.12\nRUN {program} install flask\n"))

    assert not install_runs(dockerfile, dockerfile.final)


def test_what_an_export_hands_through_a_pipe_is_in_the_lock_file(build):
    (build.root / "poetry.lock").write_text('[[package]]\nname = "flask"\nversion = "3.0.0"\n')
    body = "COPY poetry.lock ./\nRUN poetry export | pip install -r /dev/stdin"

    found = installed(build, body)

    assert names(found) == ["flask"]
    assert not found.unreadable


def test_what_else_comes_through_a_pipe_cannot_be_told(build):
    found = installed(build, "RUN cat list | pip install -r /dev/stdin")

    assert [each.reason for each in found.unreadable] == ["a variable or a pipe decides what it is"]


@pytest.fixture
def beside(tmp_path):
    """Give a build context with an app, a library beside it and a library beside that."""
    files = {
        "app/list.txt": "../lib\nflask\n",
        "app/pyproject.toml": '[project]\nname = "app"\ndependencies = ["lib[fast]"]\n'
        '[tool.uv.sources]\nlib = { path = "../lib" }\n',
        "lib/pyproject.toml": '[project]\nname = "lib"\ndependencies = ["core", "idna"]\n'
        '[project.optional-dependencies]\nfast = ["orjson"]\nslow = ["never"]\n'
        '[tool.uv.sources]\ncore = { path = "../core", editable = true }\n',
        "core/pyproject.toml": '[project]\nname = "core"\ndependencies = ["torch", "lib"]\n'
        '[tool.uv.sources]\nlib = { path = "../lib" }\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return BuildContext(tmp_path)


LIB = ("core", "torch", "lib", "idna")


@pytest.mark.parametrize(
    ("command", "line", "more"),
    [
        ("pip install -r list.txt", "../lib", [""]),
        ("pip install -r list.txt", "-e ../lib", [""]),
        ("pip install -r list.txt", "-e file:../lib", [""]),
        ("pip install -r list.txt", "file:///s/lib", [""]),
        ("pip install -r list.txt", "lib @ file:///s/lib", []),
        ("pip install -r list.txt", "../lib[fast]", ["", "orjson"]),
        ("pip install 'lib @ file:///s/lib'", "", []),
        ("pip install file:///s/lib", "", []),
        ("uv pip install .", "", ["orjson"]),
        ("uv sync", "", ["orjson"]),
    ],
)
def test_projects_beside_are_read_as_well(beside, command, line, more):
    (beside.root / "app/list.txt").write_text(f"{line}\n")

    found = installed(beside, f"COPY . /s\nWORKDIR /s/app\nRUN {command}")

    assert set(names(found)) == {*LIB, *more}
    assert found.unreadable == ()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("../other", "../other"),
        ("lib @ file:///other", "lib"),
        ("./x.tar.gz", "./x.tar.gz"),
        ("file://${PWD}/lib", "${PWD}/lib"),
    ],
)
def test_projects_beside_that_are_not_there_cannot_be_told(beside, line, what):
    (beside.root / "app/list.txt").write_text(f"{line}\nflask\n")

    found = installed(beside, "COPY . /s\nWORKDIR /s/app\nRUN pip install -r list.txt")

    assert [each.what for each in found.unreadable] == [what]
    assert "flask" in names(found)


def test_what_a_lock_file_lists_needs_no_other(beside):
    lock = '[[package]]\nname = "app"\nsource = { editable = "." }\n[[package]]\nname = "lib"\n'
    (beside.root / "app/uv.lock").write_text(f'{lock}source = {{ directory = "../lib" }}\n')

    found = installed(beside, "COPY app /app\nWORKDIR /app\nRUN uv sync")

    assert (names(found), found.unreadable) == (["app", "lib"], ())


def test_a_member_whose_workspace_is_not_in_the_context_cannot_be_told(build):
    path = build.root / "app/pyproject.toml"
    path.write_text(
        path.read_text().replace("httpx", "shared") + "[tool.uv.sources.shared]\nworkspace = true\n"
    )

    (found,) = installed(build, "COPY app .\nRUN uv sync").unreadable

    assert (found.what, found.reason) == ("shared", "its workspace is not in the build context")


def test_links_that_make_ever_more_of_a_project_have_an_end(tmp_path):
    (tmp_path / "core").mkdir()
    (tmp_path / "core/core").symlink_to(".")
    text = '[tool.poetry]\nname = "core"\n[tool.poetry.dependencies]\ncore2 = { path = "./core" }\n'
    (tmp_path / "core/pyproject.toml").write_text(text)

    assert installed(BuildContext(tmp_path), "COPY . .\nRUN pip install ./core").unreadable


def test_endless_neighbours_have_an_end(tmp_path):
    for at in range(300):
        (tmp_path / f"p{at}").mkdir()
        source = f'next = {{ path = "../p{at + 1}" }}'
        text = f'[project]\nname = "p"\ndependencies = ["next"]\n[tool.uv.sources]\n{source}\n'
        (tmp_path / f"p{at}/pyproject.toml").write_text(text)

    assert installed(BuildContext(tmp_path), "COPY . .\nWORKDIR p0\nRUN uv sync").unreadable


GROUPS = """
[project]
name = "app"
dependencies = ["httpx"]

[dependency-groups]
main = ["flask", {include-group = "data"}]
data = ["torch==2.5.0"]
dev = ["pytest"]
none = []
"""


@pytest.mark.parametrize("tool", ["pip", "uv pip"])
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("--group main", ["flask", "torch"]),
        ("--group=data --group dev", ["torch", "pytest"]),
        ("--group Main pip", ["flask", "torch", "pip"]),
        ("--group ../app/pyproject.toml:dev", ["pytest"]),
        ("--group none six", ["six"]),
    ],
)
def test_groups_that_pip_is_told_are_read(build, tool, words, wanted):
    (build.root / "app/pyproject.toml").write_text(GROUPS)

    found = installed(build, f"COPY app /app\nWORKDIR /app\nRUN {tool} install {words}")

    assert names(found) == wanted
    assert found.unreadable == ()


@pytest.mark.parametrize(
    ("words", "what", "why"),
    [
        ("--group other", "the group other", "app/pyproject.toml has none of that name"),
        ("--group $G", "the group $G", "its pyproject.toml is not in the build context"),
        (
            "--group /b/pyproject.toml:x",
            "the group /b/pyproject.toml:x",
            "its pyproject.toml is not in the build context",
        ),
    ],
)
def test_groups_that_are_not_there_cannot_be_told(build, words, what, why):
    (build.root / "app/pyproject.toml").write_text(GROUPS)

    (found,) = installed(build, f"COPY app /app\nWORKDIR /app\nRUN pip install {words}").unreadable

    assert (found.what, found.reason) == (what, why)


@pytest.mark.parametrize(
    ("default", "options", "wanted"),
    [
        ("", "", ["pytest"]),
        ("", "--no-dev", []),
        ("", "--no-group main", ["pytest"]),
        ("", "--group data --no-default-groups", ["torch"]),
        ("", "--all-groups --no-group dev", ["flask", "torch", "torch"]),
        ('default-groups = ["Main"]', "--no-dev", ["flask", "torch"]),
        ('default-groups = ["main"]', "--dev", ["flask", "torch", "pytest"]),
        ('default-groups = ["dev", "data"]', "--no-group data", ["pytest"]),
        ('default-groups = "all"', "--no-dev", ["flask", "torch", "torch"]),
        ("default-groups = []", "", []),
    ],
)
def test_groups_that_uv_installs_of_itself(build, default, options, wanted):
    (build.root / "app/pyproject.toml").write_text(f"{GROUPS}[tool.uv]\n{default}\n")

    found = installed(build, f"COPY app /app\nWORKDIR /app\nRUN uv sync {options}")

    assert names(found) == ["httpx", *wanted]


@pytest.mark.parametrize(("value", "wanted"), [("1", []), ("true", []), ("0", ["pytest"]), ("", ["pytest"])])
def test_a_variable_that_leaves_the_dev_group_out(build, value, wanted):
    (build.root / "app/pyproject.toml").write_text(GROUPS)

    found = installed(build, f"ENV UV_NO_DEV={value}\nCOPY app /app\nWORKDIR /app\nRUN uv sync")

    assert names(found) == ["httpx", *wanted]


def test_an_archive_of_the_context_cannot_be_read(beside):
    (beside.root / "app/x-1.0.tar.gz").write_bytes(b"x")
    (beside.root / "app/list.txt").write_text("./x-1.0.tar.gz\n")

    (found,) = installed(beside, "COPY . /s\nWORKDIR /s/app\nRUN pip install -r list.txt").unreadable

    assert found.reason == "what an archive needs is not read"


def test_what_a_setup_py_builds_with_does_not_count(build):
    call = 'setup(name="x", install_requires=["idna"], setup_requires=wanted())'
    (build.root / "app/pyproject.toml").unlink()
    (build.root / "app/setup.py").write_text(f"from setuptools import setup\n{call}\n")

    found = installed(build, "COPY app /app\nRUN pip install /app")

    assert (names(found), found.unreadable) == (["idna"], ())


@pytest.mark.parametrize(
    ("place", "wanted", "unread"),
    [
        ("/app", ["idna"], 0),
        ("'/app[plain]'", ["idna", "attrs"], 0),
        ("'/app[plain,all]'", ["idna", "attrs"], 1),
    ],
)
def test_an_extra_that_is_computed_counts_for_who_asks_for_it(build, place, wanted, unread):
    extras = '{"plain": ["attrs"], "all": everything()}'
    call = f'setup(name="x", install_requires=["idna"], extras_require={extras}, tests_require=tests())'
    (build.root / "app/pyproject.toml").unlink()
    (build.root / "app/setup.py").write_text(f"from setuptools import setup\n{call}\n")

    found = installed(build, f"COPY app /app\nRUN pip install {place}")

    assert (names(found), len(found.unreadable)) == (wanted, unread)


@pytest.mark.parametrize("name", ["Pipfile.lock", "Pipfile"])
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", ["flask"]),
        ("--dev", ["flask", "pytest"]),
        ("--categories packages", ["flask"]),
        ("--categories='packages deploy'", ["flask", "gunicorn"]),
        ('--categories="deploy,dev-packages"', ["gunicorn", "pytest"]),
        ('--categories="packages ${MORE}"', ["flask", "gunicorn"]),
        ("--categories=plugin-db", ["pymysql"]),
    ],
)
def test_categories_of_pipenv(name, words, wanted, tmp_path):
    if name == "Pipfile":
        text = '[packages]\nflask = "*"\n[deploy]\ngunicorn = "*"\n[plugin-db]\npymysql = "~=1.1"\n'
        text += '[dev-packages]\npytest = "*"\n[requires]\npython_version = "3.12"\n[scripts]\nserve = "x"\n'
    else:
        text = (
            '{"_meta": {"hash": {}}, "default": {"flask": {"version": "==3.0"}}, "deploy": {"gunicorn": {}},'
        )
        text += ' "plugin-db": {"pymysql": {}}, "develop": {"pytest": {}}}'
    (tmp_path / name).write_text(text)
    found = installed(
        BuildContext(tmp_path), f"ARG MORE=deploy\nCOPY {name} .\nRUN pipenv sync {words}".rstrip()
    )

    assert sorted(names(found)) == wanted
    assert not found.unreadable


def test_categories_of_pipenv_that_are_not_known(tmp_path):
    (tmp_path / "Pipfile.lock").write_text('{"default": {"flask": {}}, "deploy": {"gunicorn": {}}}')
    body = 'COPY Pipfile.lock .\nRUN pipenv sync --categories="packages deploy ${MORE}"'
    found = installed(BuildContext(tmp_path), body)

    assert [each.what for each in found.unreadable] == ['--categories="packages deploy ${MORE}"']
    assert "deploy" not in names(found)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("pip install psycopg 'psycopg[c]==3.2' 'psycopg[pool]'", ("c", "pool")),
        ("pip install -r r.txt 'psycopg[c]'", ("c",)),
        ("pip install psycopg && pip install 'psycopg[c]'", ()),
        ("pip install psycopg 'psycopg[c]; platform_machine == \"x86_64\"'", ()),
        ("pip install psycopg 'psycopg[c]; python_version >= \"3.8\"'", ("c",)),
        ("pip install psycopg psycopg-c", ()),
    ],
)
def test_extras_that_others_of_the_same_command_ask_for(tmp_path, body, wanted):
    (tmp_path / "r.txt").write_text("psycopg==3.2\n")
    found = installed(BuildContext(tmp_path), f"COPY r.txt .\nRUN {body}")

    assert found.requirements[0].extras == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("pip install flask psycopg-binary", {"psycopg"}),
        ("pip install flask 'psycopg[binary]'", {"psycopg"}),
        ("pip install flask 'psycopg-binary; implementation_name != \"pypy\"'", {"psycopg"}),
        ("pip install flask 'psycopg-binary; platform_machine == \"x86_64\"'", set()),
        ("pip install flask 'psycopg[binary]; python_version >= \"3.8\"'", {"psycopg"}),
        ("pip install flask psycopg", set()),
        ("pip install flask && pip install 'psycopg[binary]'", set()),
        ("pip install flask; if [ \"$DEV\" ]; then pip install 'psycopg[binary]'; fi", set()),
        ("pip install flask 'psycopg[binary]; platform_machine == \"x86_64\"'", set()),
    ],
)
def test_native_parts_that_come_with_the_same_command(tmp_path, body, wanted):
    assert installed(BuildContext(tmp_path), f"RUN {body}").requirements[0].completed == wanted


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ('A=2.0; AB=3; pip install "flask==$A.${AB}"', "flask==2.0.3"),
        ("export A=2.0 && pip install flask==${A}", "flask==2.0"),
        ("A=2.0; pip install flask==${A:-1.0}", "flask"),
        ("A=2.0 pip install flask==$A", "flask"),
        ("A=2.0; A=3.0; pip install flask==$A", "flask"),
    ],
)
def test_versions_that_a_variable_of_the_shell_holds(build, command, wanted):
    (found,) = installed(build, f"RUN {command}").requirements

    assert found.named == wanted
