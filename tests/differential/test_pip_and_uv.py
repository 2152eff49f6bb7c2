"""pip and the uv command that dfmigrate makes of it install the same things at the same places.

Each case is a RUN with what stands before it. The original runs with pip in one fresh Python, the
migrated one with uv in another; then both are compared, file by file. Packages come from two indexes
that this test makes and serves on loopback.
"""

import shutil
from dataclasses import dataclass, field

import pytest

from migrator.dockerfile import parse
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.run import Runner
from migrator.source import Source
from tests.differential.packages import indexes, project, serve, sha
from tests.differential.sandbox import Sandbox
from transforms.pip_to_uv import pip_to_uv

VENV = "RUN python -m venv /opt/venv\nENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH\n"


@dataclass(frozen=True)
class Case:
    """A Dockerfile's lines, and the files beside it.

    `before` is run with pip in both Pythons; with `fails` both must fail; `system` says whether the
    Python is a venv's; with `bare` no variable names the index; with `configured` pip reads its files
    below HOME; with `user` pip goes to ~/.local without being told, as for one who is not root.
    """

    run: str
    head: str = ""
    files: dict = field(default_factory=dict)
    before: str = ""
    fails: bool = False
    system: bool = True
    bare: bool = False
    configured: bool = False
    user: bool = False


CASES = {
    "names": Case("RUN pip install service"),
    "a pin and a range": Case('RUN pip install service==1.0 "base>=1,<2"'),
    "python -m pip": Case("RUN python3 -m pip install --no-cache-dir lonely"),
    "option before the verb": Case("RUN pip --no-cache-dir --disable-pip-version-check install -q lonely"),
    "requirements file": Case("RUN pip install -r r.txt", files={"r.txt": "service\nlonely==1.0  # why\n"}),
    "nested files": Case(
        "RUN pip install -r sub/r.txt",
        files={
            "sub/r.txt": "-r more.txt\n-c limits.txt\n",
            "sub/more.txt": "service\n",
            "sub/limits.txt": "base<2\n",
        },
    ),
    "constraint": Case("RUN pip install -c limits.txt service", files={"limits.txt": "base==1.5\n"}),
    "PIP_CONSTRAINT": Case(
        "RUN pip install service", head="ENV PIP_CONSTRAINT=limits.txt\n", files={"limits.txt": "base==1.5\n"}
    ),
    "extras": Case("RUN pip install 'service[more]'"),
    "project": Case("RUN pip install .", files={"PROJECT": ""}),
    "project with extras, editable": Case("RUN pip install -e '.[more]'", files={"PROJECT": ""}),
    "group": Case("RUN pip install --group dev", files={"PROJECT": ""}),
    "source distribution": Case("RUN pip install sourced"),
    "no build isolation": Case("RUN pip install --no-build-isolation sourced"),
    "only binary": Case("RUN pip install --only-binary=:all: sourced"),
    "no binary": Case("RUN pip install --no-binary sourced sourced"),
    "target": Case("RUN pip install --target=out -r r.txt", files={"r.txt": "service\n"}),
    "prefix": Case("RUN pip install --prefix=$PWD/out service", system=True),
    "user": Case("RUN pip install --user service"),
    "user as non-root": Case("RUN pip install --user --no-cache-dir service", head="USER 1000\n"),
    "venv that VIRTUAL_ENV names": Case("RUN pip install service", head=VENV, system=False),
    "venv on PATH alone": Case(
        "RUN pip install service",
        head="RUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\n",
        system=False,
    ),
    "venv by its path": Case("RUN /opt/venv/bin/pip install service", system=False),
    "venv activated": Case(
        "RUN . /opt/venv/bin/activate && pip install service",
        head="RUN python3 -m venv /opt/venv\n",
        system=False,
    ),
    "extra index": Case("RUN pip install --extra-index-url OTHER/simple private"),
    "extra index with a newer version": Case("RUN pip install --extra-index-url OTHER/simple base"),
    "extra index in a file": Case(
        "RUN pip install -r r.txt", files={"r.txt": "--extra-index-url OTHER/simple\nbase\n"}
    ),
    "PIP_EXTRA_INDEX_URL": Case("RUN pip install base", head="ENV PIP_EXTRA_INDEX_URL=OTHER/simple\n"),
    "PIP_EXTRA_INDEX_URL exported": Case("RUN export PIP_EXTRA_INDEX_URL=OTHER/simple && pip install base"),
    "PIP_INDEX_URL": Case("RUN pip install base", head="ENV PIP_INDEX_URL OTHER/simple\n"),
    "PIP_INDEX_URL as a build argument": Case(
        "RUN pip install base", head="ARG PIP_INDEX_URL=OTHER/simple\n"
    ),
    "PIP_INDEX_URL for one command": Case(
        "RUN PIP_INDEX_URL=OTHER/simple pip install base && pip install lonely"
    ),
    "index": Case("RUN pip install -i OTHER/simple --trusted-host 127.0.0.1 base"),
    "index in a file": Case(
        "RUN pip install -r r.txt", files={"r.txt": "-i OTHER/simple\nbase\n"}, bare=True
    ),
    "index against a variable": Case(
        "RUN pip install --index-url=MAIN/simple base", head="ENV PIP_INDEX_URL=OTHER/simple\n"
    ),
    "extra indexes from both": Case(
        "RUN pip install --extra-index-url=OTHER/simple base lonely",
        head="ENV PIP_EXTRA_INDEX_URL=MAIN/simple\n",
    ),
    "a project named in a file": Case(
        "RUN pip install -r r.txt", files={"r.txt": "-e .\nlonely\n", "PROJECT": ""}
    ),
    "a wheel's address": Case("RUN pip install OTHERFILES/private-1.0-py3-none-any.whl"),
    "PIP_FIND_LINKS": Case("RUN pip install --no-index base", head="ENV PIP_FIND_LINKS=OTHERFILES/\n"),
    "PIP_NO_BINARY": Case("RUN pip install sourced", head="ENV PIP_NO_BINARY=sourced\n"),
    "PIP_ONLY_BINARY": Case("RUN pip install sourced", head="ENV PIP_ONLY_BINARY=:all:\n"),
    "PIP_ONLY_BINARY in the script": Case("RUN PIP_ONLY_BINARY=sourced pip install sourced"),
    "PIP_PRE": Case("RUN pip install base", head="ENV PIP_PRE=1\n"),
    "PIP_REQUIRE_HASHES": Case("RUN pip install lonely==1.0", head="ENV PIP_REQUIRE_HASHES=1\n", fails=True),
    "find links alone": Case("RUN pip install --no-index --find-links=OTHERFILES/ base"),
    "find links beside the index": Case("RUN pip install -f OTHERFILES/ base lonely"),
    "hashes": Case("RUN pip install -r r.txt", files={"r.txt": "lonely==1.0 --hash=sha256:LONELY\n"}),
    "a wrong hash": Case(
        "RUN pip install -r r.txt",
        files={"r.txt": "lonely==1.0 --hash=sha256:" + "0" * 64 + "\n"},
        fails=True,
    ),
    "hashes on some lines": Case(
        "RUN pip install -r r.txt",
        files={"r.txt": "lonely==1.0 --hash=sha256:LONELY\nextra-thing==1.0\n"},
        fails=True,
    ),
    "pre-releases": Case("RUN pip install --pre base"),
    "pre-releases in a file": Case("RUN pip install -r r.txt", files={"r.txt": "--pre\nbase\n"}),
    "upgrade leaves dependencies": Case(
        "RUN pip install -U service", before="pip install base==1.0 service==1.0"
    ),
    "upgrade in a cluster": Case("RUN pip install -qU service", before="pip install base==1.0 service==1.0"),
    "upgrade of a file": Case(
        "RUN pip install -Ur r.txt", files={"r.txt": "service\n"}, before="pip install base==1.0 service==1.0"
    ),
    "upgrade for the user leaves dependencies": Case(
        "RUN pip install --user -U service", before="pip install --user base==1.0 service==1.0"
    ),
    "eager upgrade": Case(
        "RUN pip install -U --upgrade-strategy eager service", before="pip install base==1.0 service==1.0"
    ),
    "satisfied already": Case("RUN pip install service", before="pip install base==1.0 service==1.0"),
    "reinstall": Case(
        "RUN pip install --force-reinstall service", before="pip install base==1.0 service==1.0"
    ),
    "ignore installed": Case("RUN pip install -I service"),
    "a conflict": Case("RUN pip install picky 'base==2.0'", fails=True),
    "downgrade of a dependency": Case("RUN pip install picky", before="pip install base==2.0"),
    "no dependencies": Case("RUN pip install --no-deps service"),
    "wheels by a glob": Case("RUN pip install --no-cache-dir wheels/*", files={"WHEELS": ""}),
    "wheel by its path": Case("RUN pip install wheels/lonely-1.0-py3-none-any.whl", files={"WHEELS": ""}),
    "options of pip's own": Case(
        "RUN pip install --no-input --root-user-action=ignore --progress-bar off --no-warn-script-location lonely"
    ),
    "timeout and retries": Case("RUN pip --timeout 30 install --retries 2 lonely"),
    "uninstall": Case("RUN pip uninstall -y service", before="pip install service"),
    "through xargs": Case("RUN cat r.txt | xargs -n1 pip install", files={"r.txt": "service\nlonely\n"}),
    "from standard input": Case("RUN echo lonely | pip install -r /dev/stdin"),
    "in a condition": Case(
        "RUN if [ -f r.txt ]; then pip install -r r.txt; else pip install nothing; fi",
        files={"r.txt": "lonely\n"},
    ),
    "a here-document": Case("RUN <<EOF\nset -e\npip install service\npip install lonely\nEOF"),
    "a shell in quotes": Case("RUN sh -c 'pip install lonely'"),
    "configured by a command": Case(
        "RUN pip config --user set global.index-url OTHER/simple && pip install base",
        bare=True,
        configured=True,
    ),
    "configured by a file": Case(
        "RUN mkdir -p ~/.config/pip && echo '[global]' > ~/.config/pip/pip.conf"
        " && echo 'index-url = MAIN/simple' >> ~/.config/pip/pip.conf"
        " && echo 'extra-index-url = OTHER/simple' >> ~/.config/pip/pip.conf && pip install base lonely",
        bare=True,
        configured=True,
    ),
    "not root and not told where": Case("RUN pip install service", head="USER 1000\n", user=True),
    "a variable with options": Case('RUN EXTRA="--extra-index-url OTHER/simple"; pip install base ${EXTRA}'),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    root = tmp_path_factory.mktemp("indexes")
    indexes(root)
    server, address = serve(root)
    yield root, address
    server.shutdown()


@pytest.fixture(scope="module")
def runner():
    return Runner((pip_to_uv,), Knowledge.load(*knowledge_folders()), isolated=True)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_uv_installs_what_pip_installs(case, served, runner, tmp_path):
    root, address = served
    context = tmp_path / "context"
    context.mkdir()
    _write(context, case.files, root, address)
    text = _dockerfile(case, address)
    (context / "Dockerfile").write_text(text)
    result = runner.file(context / "Dockerfile").result
    migrated = parse(result.after)

    assert result.failure is None
    assert "uv pip" in result.after.text, [outcome.finding for outcome in result.outcomes]
    with_pip = _installed(parse(Source("Dockerfile", text)), tmp_path / "pip", case, context, address)
    with_uv = _installed(migrated, tmp_path / "uv", case, context, address)

    assert with_uv == with_pip


def _write(context, files, root, address):
    for name, text in files.items():
        if name == "PROJECT":
            project(context)
        elif name == "WHEELS":
            shutil.copytree(
                root / "main" / "files",
                context / "wheels",
                ignore=lambda *_: [
                    "service-1.0-py3-none-any.whl",
                    "sourced-0.2.tar.gz",
                    "sourced-0.1-py3-none-any.whl",
                    "picky-1.0-py3-none-any.whl",
                    *[f"base-{v}-py3-none-any.whl" for v in ("1.0", "1.5", "3.0a1")],
                ],
            )
        else:
            path = context / name
            path.parent.mkdir(parents=True, exist_ok=True)
            lonely = sha(root / "main" / "files" / "lonely-1.0-py3-none-any.whl")
            path.write_text(text.replace("OTHER", f"{address}/other").replace("LONELY", lonely))


def _dockerfile(case, address):
    text = f"FROM python:3.12-slim\nWORKDIR /work\nCOPY . .\n{case.head}"
    if case.before:
        text += f"RUN {case.before}\n"
    text += f"{case.run}\n"
    text = text.replace("OTHERFILES", f"{address}/other/files").replace("OTHER", f"{address}/other")
    return text.replace("MAIN", f"{address}/main")


def _installed(dockerfile, root, case, context, address):
    """Run the last RUN of a file in a fresh Python; give what is there then, or that it failed."""
    root.mkdir()
    sandbox = Sandbox(root, system=case.system, configured=case.configured)
    shutil.copytree(context, sandbox.work, dirs_exist_ok=True, ignore=lambda *_: ["Dockerfile"])
    index = f"{address}/main/simple"
    variables = {} if case.bare else {"PIP_INDEX_URL": index, "UV_DEFAULT_INDEX": index}
    last = dockerfile.final.instructions[-1]
    if case.user and "uv pip" not in last.value.text:
        variables["PIP_USER"] = "1"
    if case.before:
        assert sandbox.run(case.before, variables).returncode == 0
    venv = str(root / "venv")
    known = dockerfile.environment(last)
    for name in ("VIRTUAL_ENV", *(each for each in known.env if each.startswith(("PIP_", "UV_")))):
        if known.get(name):
            variables[name] = known.get(name).replace("/opt/venv", venv)
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        if known.get(name):
            variables[name] = known.get(name)
    body = last.heredocs[0] if last.heredocs else None
    script = dockerfile.source.slice(body.body) if body else last.value.text
    done = sandbox.run(script.replace("/opt/venv", venv), variables)
    assert (done.returncode != 0) == case.fails, done.stderr + done.stdout
    return sandbox.installed()
