"""Nothing of the repository that is migrated is imported or run, nobody is asked, nothing steers the terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DOCKERFILE = "FROM python:3.12-alpine\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\n"
MODULES = (
    "transforms/__init__.py", "click.py", "yaml.py", "libcst.py", "rich.py", "sitecustomize.py", "usercustomize.py",
    "conftest.py", "setup.py", "json.py", "typing.py", "multiprocessing.py",
)  # fmt: skip
COMMAND = [str(Path(sys.executable).with_name("dfmigrate"))]
CASES = {
    "command": (COMMAND, ("migrator/__init__.py",)),
    "workers": ([*COMMAND, "--jobs", "2"], ("migrator/__init__.py",)),
    # A folder `migrator` there is what `python -m migrator` means, unless -P or -I keeps it from looking there.
    "python -m": ([sys.executable, "-m", "migrator"], ()),
    "python -P -m": (
        [sys.executable, "-P", "-m", "migrator"],
        ("migrator/__init__.py", "migrator/__main__.py"),
    ),
}


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
        (folder / name / "Dockerfile").write_text(DOCKERFILE)
        (folder / name / "requirements.txt").write_text("flask\n")
        (folder / name / "app.py").write_text("")
    return folder


def hostile(folder, names):
    """Add modules that leave a trace when they are imported; give where."""
    trace = folder.parent / "trace"
    code = f"import os\nos.open({str(trace)!r}, os.O_CREAT | os.O_WRONLY)\n"
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code)
    (folder / "evil.pth").write_text(f"import os; os.open({str(trace)!r}, os.O_CREAT | os.O_WRONLY)\n")
    (folder / "pyvenv.cfg").write_text(f"home = {folder}\ninclude-system-site-packages = true\n")
    return trace


@pytest.mark.parametrize("case", CASES)
def test_foreign_code_is_not_imported(repository, case):
    command, more = CASES[case]
    trace = hostile(repository, (*MODULES, *more))

    done = subprocess.run([*command, ".", "--harden"], cwd=repository, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert not trace.exists(), done.stderr
    assert "uv pip install" in (repository / "a/Dockerfile").read_text()


NO_NETWORK = """
import sys
def forbid(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"):
        raise SystemExit(f"network: {event} {arguments}")
sys.addaudithook(forbid)
from migrator.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("options", [[], ["--jobs", "2"], ["--dry-run", "--output-format", "html"]])
def test_the_network_is_not_used(repository, options):
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK, str(repository), *options], capture_output=True, text=True
    )

    assert (done.returncode, "network: " in done.stderr) == (0, False), done.stderr


def test_names_of_files_do_not_steer_the_terminal(repository):
    odd = repository / "\x1b]0;owned\x07\x1b[2J"
    odd.mkdir()
    (odd / "Dockerfile").write_text(DOCKERFILE.replace("-r", "--root=/x -r"))
    (odd / "Dockerfile.j2").write_text("")
    (odd / "compose.yaml").write_text("[")
    (odd / "b.Dockerfile").write_bytes(b"RUN \x1b[31m\n")
    os.mkfifo(odd / "c.Dockerfile")

    for options in (
        [],
        ["--output-format", "github"],
        ["--output-format", "markdown"],
        ["--dry-run", "--summary"],
    ):
        done = subprocess.run([*COMMAND, ".", *options], cwd=repository, capture_output=True)

        assert b"\x1b" not in done.stderr, options
        assert b"\x07" not in done.stderr, options
        assert "--dry-run" in options or b"\x1b" not in done.stdout, options
