"""What an instruction depends on and changes, and which of them may change places."""

from dataclasses import replace

import pytest

from migrator.build_context import BuildContext
from migrator.build_context.source_copies import is_source_copy
from migrator.dockerfile import parse
from migrator.layers.effects import VOLATILE, EffectsOf
from migrator.layers.independence import Independence
from migrator.source import Source

START = "FROM python:3.12-slim\nENV HOME_DIR=/srv/app EMPTY=\nARG BRANCH=main\nWORKDIR /app\n"


def effects_of(line, tmp_path, before="", **files):
    """Give the effects of the last of `line`, with these files in the build context."""
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    dockerfile = parse(Source("Dockerfile", f"{START}{before}{line}\n"))
    return EffectsOf(dockerfile, BuildContext(tmp_path)).of(dockerfile.instructions[-1])


@pytest.mark.parametrize(
    ("script", "reads", "makes"),
    [
        pytest.param("cat a b", {"/app/a", "/app/b"}, set(), id="read"),
        pytest.param("rm -rf a /x/*", {"/app/a", "/x"}, {"/app/a", "/x"}, id="changed in place"),
        pytest.param("touch a", set(), {"/app/a"}, id="created"),
        pytest.param("echo hi > out.txt", set(), {"/app/out.txt"}, id="redirect"),
        pytest.param("echo hi >> out.txt", {"/app/out.txt"}, {"/app/out.txt"}, id="appended"),
        pytest.param("echo hi > /dev/null 2>&1", set(), set(), id="nowhere"),
        pytest.param("sed -i s/a/b/ f", {"/app/f"}, {"/app/f"}, id="sed in place"),
        pytest.param("sed s/a/b/ f", {"/app/f"}, set(), id="sed"),
        pytest.param("sed -e s/a/b/ -e s/c/d/ f", {"/app/f"}, set(), id="sed with -e"),
        pytest.param("grep -q x f", {"/app/f"}, set(), id="grep"),
        pytest.param("chmod +x f", {"/app/f"}, set(), id="chmod"),
        pytest.param("chmod -w f", {"/app/f"}, set(), id="chmod takes away"),
        pytest.param("chown -R app:app . /data", {"/app", "/data"}, set(), id="chown"),
        pytest.param("cp a b /dst/", {"/app/a", "/app/b"}, {"/dst"}, id="cp"),
        pytest.param("mv a b", {"/app/a"}, {"/app/a", "/app/b"}, id="mv"),
        pytest.param("ln -s /x/y z", set(), {"/app/z"}, id="symbolic link"),
        pytest.param("install -m 755 a /dst/a", {"/app/a"}, {"/dst/a"}, id="install"),
        pytest.param("install -d -o app /dst", set(), {"/dst"}, id="install a folder"),
        pytest.param('test -f a && [ -d b ] || [ "$X" = y ]', {"/app/a", "/app/b"}, set(), id="test"),
        pytest.param("find . -name '*.pyc' -delete", {"/app"}, {"/app"}, id="find deletes"),
        pytest.param("find /x -name '*.pyc'", {"/x"}, set(), id="find"),
        pytest.param("curl -fsSL https://x/y -o /opt/y", set(), {"/opt/y"}, id="curl -o"),
        pytest.param("curl -O https://x/y.tgz", set(), {"/app/y.tgz"}, id="curl -O"),
        pytest.param("wget -q https://x/y.tgz", set(), {"/app/y.tgz"}, id="wget"),
        pytest.param("wget -qO- https://x/y", set(), set(), id="wget to a pipe"),
        pytest.param("tar -xzf y.tgz -C /opt", {"/app/y.tgz"}, {"/opt"}, id="tar"),
        pytest.param("unzip y.zip -d /opt", {"/app/y.zip"}, {"/opt"}, id="unzip"),
        pytest.param("git clone --depth 1 https://x/y.git", set(), {"/app/y"}, id="git clone"),
        pytest.param("cat $HOME_DIR/f ~/g", {"/srv/app/f", "/root/g"}, set(), id="variables of ENV and home"),
        pytest.param("X=a; cat /b", {"/b"}, set(), id="a variable of its own"),
        pytest.param("sh -c 'cat a && touch b'", {"/app/a"}, {"/app/b"}, id="a shell in a shell"),
        pytest.param("apt-get install -y linux-image-*", set(), set(), id="packages by a pattern"),
        pytest.param("apt-get install -y ./a.deb", {"/app/a.deb"}, set(), id="a package that is a file"),
        pytest.param("apt-get install -y ./debs/*", {"/app/debs"}, set(), id="packages that are files"),
        pytest.param("dpkg -i *.deb", {"/app"}, set(), id="packages of the folder"),
        pytest.param("(cat a; if true; then touch b; fi)", {"/app/a"}, {"/app/b"}, id="nested"),
    ],
)
def test_paths_of_a_script(script, reads, makes, tmp_path):
    found = effects_of(f"RUN {script}", tmp_path)

    assert (found.reads, found.makes, found.unknown) == (reads, makes, "")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("./configure", id="a program nobody knows"),
        pytest.param("python setup.py install", id="python"),
        pytest.param("cat $BRANCH", id="an argument decides"),
        pytest.param("cat $(ls)", id="a substitution"),
        pytest.param("for f in *; do cat $f; done", id="a loop variable"),
        pytest.param("(cd x && cat a); cat b", id="a folder it leaves again"),
        pytest.param("find . -exec python {} \\;", id="find runs something"),
        pytest.param("ls | xargs rm", id="xargs"),
        pytest.param("tar czf all.tgz .", id="an archive is made"),
        pytest.param("cp -t /dst a b", id="destination first"),
        pytest.param('eval "$X"', id="eval"),
        pytest.param(". ./env", id="sourced"),
        pytest.param("sed -f orders f", id="orders in a file"),
        pytest.param("git pull", id="git pull"),
        pytest.param("'unclosed", id="cannot be read"),
    ],
)
def test_what_is_not_known_is_everything(script, tmp_path):
    assert effects_of(f"RUN {script}", tmp_path).unknown


def test_a_folder_that_is_entered_goes_for_what_follows(tmp_path):
    found = effects_of("RUN cd sub && cat a && cd /x && cat b", tmp_path)

    assert (found.reads, found.enters) == ({"/app/sub/a", "/x/b"}, {"/app/sub", "/x"})


@pytest.mark.parametrize(
    "command", ["sync --active", "pip install -r requirements.txt", "pip install .", "venv"]
)
@pytest.mark.parametrize("folder", ["sub", "/app/sub", "$HOME_DIR", "$BRANCH"])
def test_a_folder_that_uv_is_told_is_one_that_it_is_called_in(command, folder, tmp_path):
    files = {
        "sub/requirements.txt": "-r base.txt\n",
        "sub/base.txt": "flask\n",
        "sub/pyproject.toml": '[project]\nname = "p"\nversion = "1"\ndependencies = ["flask"]\n',
        "sub/uv.lock": '[[package]]\nname = "p"\nsource = { editable = "." }\n',
        "pyproject.toml": "[tool.uv]\n",
    }
    before = "COPY sub sub\nCOPY pyproject.toml .\n"
    entered = effects_of(f"RUN cd {folder} && uv {command}", tmp_path, before, **files)
    told = effects_of(f"RUN uv --directory {folder} {command}", tmp_path, before, **files)

    assert (told.project is None) == (entered.project is None)
    assert replace(told, project=None) == replace(entered, project=None)


def test_folders_that_are_only_made_sure_of(tmp_path):
    found = effects_of("RUN mkdir -p /a/{b,c} && mkdir d", tmp_path)

    assert (found.folders, found.makes) == ({"/a/b", "/a/c"}, {"/app/d"})


@pytest.mark.parametrize(
    ("script", "files"),
    [
        pytest.param("pip install -r requirements.txt", {"requirements.txt", "base.txt"}, id="pip"),
        pytest.param("pip3 install -rrequirements.txt", {"requirements.txt", "base.txt"}, id="joined option"),
        pytest.param(
            "python -m pip install --requirement=base.txt -c c.txt", {"base.txt", "c.txt"}, id="python -m"
        ),
        pytest.param("/opt/venv/bin/pip install -r base.txt", {"base.txt"}, id="of a venv"),
        pytest.param("uv pip sync base.txt", {"base.txt"}, id="uv pip sync"),
        pytest.param("uv sync --frozen --no-install-project", {"pyproject.toml", "uv.lock"}, id="uv sync"),
        pytest.param("poetry install --no-root", {"pyproject.toml", "poetry.lock"}, id="poetry"),
        pytest.param("pipenv sync", {"Pipfile", "Pipfile.lock"}, id="pipenv"),
        pytest.param("pip-sync base.txt", {"base.txt"}, id="pip-sync"),
        pytest.param("pip install flask==3 'gunicorn>=20' uvicorn[standard]", set(), id="by name"),
        pytest.param("pip install git+https://github.com/a/b@v1 https://x/y.whl", set(), id="from elsewhere"),
        pytest.param("pip install -r https://x/requirements.txt", set(), id="a list from elsewhere"),
        pytest.param('pip install "flask==$BRANCH"', set(), id="a version that an argument decides"),
    ],
)
def test_files_of_an_installer(script, files, tmp_path):
    found = effects_of(
        f"RUN {script}",
        tmp_path,
        before="COPY . .\n",
        **{
            "requirements.txt": "-r base.txt\n",
            "base.txt": "flask\n",
            "c.txt": "flask<4\n",
            "pyproject.toml": '[project]\nname = "a"\nversion = "1"\n',
            "uv.lock": "version = 1\n",
            "poetry.lock": "",
            "Pipfile": "",
            "Pipfile.lock": "{}",
        },
    )

    assert found.files == {f"/app/{name}" for name in files}
    assert (found.unknown, found.source, found.costly) == ("", "", True)


def test_what_is_mounted_comes_from_no_earlier_instruction(tmp_path):
    run = "RUN --mount=type=bind,source=requirements.txt,target=requirements.txt pip install -r requirements.txt"

    assert not effects_of(run, tmp_path, **{"requirements.txt": "flask\n"}).files


@pytest.mark.parametrize(
    ("one", "other", "independent"),
    [
        pytest.param("ENV A=1", "RUN apt-get install -y x", False, id="installers look at the environment"),
        pytest.param("ENV A=1", "RUN chmod 700 /x", True, id="chmod does not"),
        pytest.param("ARG GIT_SHA", "RUN apt-get install -y x", True, id="not at the commit"),
        pytest.param("ARG GIT_SHA", "RUN echo $GIT_SHA", False, id="unless it is named"),
        pytest.param("ARG GIT_SHA", "RUN pip install .", False, id="a build may look at anything"),
        pytest.param("ENV A=1", "COPY x $A", False, id="a destination"),
        pytest.param("ENV A=1", "CMD run $A", True, id="the command is expanded at run time"),
        pytest.param("WORKDIR /x", "RUN cat a", False, id="a relative path"),
        pytest.param("WORKDIR /x", "RUN cat /a", True, id="an absolute one"),
        pytest.param("USER app", "RUN cat /a", False, id="who runs it"),
        pytest.param("USER app", "COPY a /a", True, id="COPY does not care"),
        pytest.param("RUN useradd app", "COPY --chown=app a /a", False, id="a name for the owner"),
        pytest.param("RUN useradd app", "COPY --chown=1000 a /a", True, id="a number for the owner"),
        pytest.param("RUN apt-get install -y x", "RUN pip install y", False, id="two installers"),
        pytest.param("RUN ./x", "RUN pip install y", False, id="unknown and an installer"),
        pytest.param("RUN ./x", "EXPOSE 80", True, id="unknown and a port"),
        pytest.param("RUN cat /a", "RUN cat /a", True, id="two readers"),
        pytest.param("RUN touch /a/b", "RUN cat /a/b", False, id="writer and reader"),
        pytest.param("RUN touch /a/b", "RUN cat /a/c", True, id="of different files"),
        pytest.param("RUN rm -rf /a", "RUN cat /a/c", False, id="a folder and what is in it"),
        pytest.param("RUN chmod 600 /a/b", "RUN cat /a/b", False, id="mode and reader"),
        pytest.param("VOLUME /a", "RUN touch /a/b", False, id="a volume"),
        pytest.param("COPY a /x/", "COPY b /x/", True, id="two files into one folder"),
        pytest.param("COPY a /y", "COPY b /y", False, id="two files to one place"),
        pytest.param("COPY . /x", "COPY a /x/", True, id="the same file twice"),
        pytest.param("COPY . /x", "COPY --chown=1 a /x/", False, id="with different owners"),
        pytest.param("COPY . /x", "COPY --from=0 /y /x/y", False, id="over what was built"),
        pytest.param("COPY . /x", "RUN mkdir -p /x/new", True, id="a folder that the source does not have"),
        pytest.param("COPY . /etc", "RUN apt-get install -y x", False, id="among the packages"),
        pytest.param("LABEL a=1", "LABEL a=2", False, id="one label twice"),
        pytest.param("LABEL a=1", "RUN ./x", True, id="a label matters to nobody"),
    ],
)
def test_who_may_change_places(one, other, independent, tmp_path):
    (tmp_path / "a").write_text("")
    (tmp_path / "b").write_text("")
    dockerfile = parse(Source("Dockerfile", f"FROM python:3.12\nWORKDIR /x\n{one}\n{other}\n"))
    effects = EffectsOf(dockerfile, BuildContext(tmp_path))
    first, second = (effects.of(each) for each in dockerfile.instructions[-2:])
    found = Independence(effects)

    assert (not found.obstacles(first, second)) is independent
    assert found.obstacles(first, second) == found.obstacles(second, first) or not independent


@pytest.mark.parametrize(
    ("copy", "is_source"),
    [
        pytest.param("COPY . .", True, id="everything"),
        pytest.param("ADD ./ /app", True, id="ADD"),
        pytest.param("COPY shop ./shop", True, id="a folder"),
        pytest.param("COPY app.py ./", True, id="a Python file"),
        pytest.param("COPY *.py ./", True, id="Python files"),
        pytest.param("COPY requirements.txt ./", False, id="a dependency file"),
        pytest.param("COPY requirements/ ./requirements/", False, id="a folder of them"),
        pytest.param("COPY requirements*.txt ./", False, id="several of them"),
        pytest.param("COPY pyproject.toml setup.py ./", False, id="project files"),
        pytest.param("COPY wheels /wheels", False, id="wheels"),
        pytest.param("COPY nginx.conf /etc/nginx/", False, id="configuration"),
        pytest.param("COPY docker/ /docker/", False, id="configuration in a folder"),
        pytest.param("COPY Makefile ./", False, id="a file without suffix"),
        pytest.param("COPY --from=0 . .", False, id="from another stage"),
        pytest.param("ADD https://example.com/app.py ./", False, id="from elsewhere"),
        pytest.param("RUN true", False, id="no copy"),
    ],
)
def test_which_copy_brings_source(copy, is_source, tmp_path):
    (tmp_path / "shop").mkdir()
    one = parse(Source("Dockerfile", f"FROM python:3.12\n{copy}\n")).instructions[-1]

    assert is_source_copy(one, BuildContext(tmp_path)) is is_source


@pytest.mark.parametrize(
    "name", ["GIT_SHA", "VERSION", "BUILD_DATE", "COMMIT", "VCS_REF", "CI_COMMIT_SHA", "APP_VERSION"]
)
def test_names_of_values_that_change_with_each_build(name):
    assert VOLATILE.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["PYTHON_VERSION", "POETRY_VERSION", "UID", "TARGETARCH", "DEBIAN_FRONTEND", "NODE_VERSION"]
)
def test_names_of_values_that_do_not(name):
    assert not VOLATILE.fullmatch(name)
