"""Many files in one run: kept apart, in order whatever the processes do, and never half written."""

import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

import migrator.cli.run as cli_run
from migrator.cli import main
from migrator.discovery import Place
from migrator.pool import BATCH, Recipe, WorkerError, in_order, processes
from migrator.report.model import Problem, Report, Run
from migrator.settings.files import GivenSettings
from migrator.spool import Spool
from tests.runs import MIGRATED, PARTLY, RUN

GOOD = 'FROM python:3.12-alpine\nRUN pip install --no-cache-dir flask\nCMD ["flask", "run"]\n'
DFMIGRATE = Path(sys.executable).with_name("dfmigrate")


def call(*arguments, stdin=None):
    return CliRunner().invoke(main, [str(each) for each in arguments], input=stdin)


def place(path, text=GOOD):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def tree(tmp_path):
    """Thirty Dockerfiles, one of which is a template by its content, one of which is no text."""
    for number in range(30):
        place(tmp_path / f"{number:02}/Dockerfile", GOOD.replace("flask", f"flask=={number}"))
    place(tmp_path / "07/Dockerfile", "{{ a template }}\n")
    (tmp_path / "11/Dockerfile").write_bytes(b"\x00\xff")
    return tmp_path


def places(tree):
    return [Place(path) for path in sorted(tree.rglob("Dockerfile"))]


class Backwards(Executor):
    """Runs what is submitted only when a result is asked for, and the last first."""

    def __init__(self):
        self.waiting = []

    def submit(self, function, /, *arguments, **named):
        executor = self

        class Lazy(Future):
            def result(self, timeout=None):
                for future, work in reversed(executor.waiting):
                    if not future.done():
                        future.set_result(work())
                return super().result(timeout)

        future = Lazy()
        self.waiting.append((future, lambda: function(*arguments, **named)))
        return future


@pytest.mark.parametrize("executor", [Backwards, lambda: ThreadPoolExecutor(3), lambda: processes(2)])
def test_the_order_does_not_depend_on_who_is_first(tree, executor):
    with executor() as made:
        found = list(in_order(Recipe(isolated=True), places(tree), made, 2))

    assert [each.path for each in found] == [each.path for each in places(tree)]
    assert sum(each.result.changed for each in found) == 28


def test_only_a_few_batches_are_under_way(tmp_path):
    jobs = [Place(tmp_path / str(n)) for n in range(BATCH * 40)]
    executor = Backwards()

    results = in_order(Recipe(isolated=True), jobs, executor, 2)
    next(results)

    assert len(executor.waiting) == 5


def test_a_worker_that_dies_is_told(tmp_path):
    with processes(1) as executor:
        results = in_order(_Deadly(), [Place(tmp_path / "x")], executor, 1)
        with pytest.raises(WorkerError, match="--jobs 1"):
            next(results)


class _Deadly(Recipe):
    def runner(self):
        os._exit(9)


def test_sequential_and_parallel_runs_say_the_same(tree):
    one, two = (call(tree, "--dry-run", "--jobs", n, "--output-format", "json") for n in (1, 2))

    assert one.stdout_bytes == two.stdout_bytes
    assert one.exit_code == two.exit_code == 0


def test_a_file_that_cannot_be_read_stops_no_other(tree):
    (tree / "03/Dockerfile").write_bytes(b"#" * 3_000_000)
    place(tree / "05/dfmigrate.toml", "pyhton = 'keep'\n")
    place(tree / "06/dfmigrate.toml", "select = ['nonsense']\n")

    result = call(tree)

    assert result.exit_code == 2
    assert "03/Dockerfile: larger than" in result.stderr
    assert "did you mean python" in result.stderr
    assert "no transform or rule is called 'nonsense'" in result.stderr
    assert "3 could not be read or written" in result.stderr
    assert "uv pip install" in (tree / "29/Dockerfile").read_text()
    assert "uv pip install" not in (tree / "05/Dockerfile").read_text()


def test_one_broken_settings_file_is_told_once(tree):
    for number in range(3):
        place(tree / f"05/{number}/Dockerfile")
    place(tree / "05/dfmigrate.toml", "pyhton = 'keep'\n")

    assert call(tree, "--check").stderr.count("did you mean python") == 1


def test_a_file_that_cannot_be_written_stops_no_other(tree):
    (tree / "00/Dockerfile").chmod(0o444)

    result = call(tree)

    assert result.exit_code == 2
    assert "00/Dockerfile: read-only" in result.stderr
    assert (tree / "00/Dockerfile").read_text() == GOOD.replace("flask", "flask==0")
    assert "uv pip install" in (tree / "01/Dockerfile").read_text()
    assert re.search(r"30 files: 27 migrated, .* 1 not written", result.stderr), result.stderr


@pytest.mark.parametrize("how", ["file", "folder"])
def test_what_could_not_be_written_is_not_counted_as_migrated(tmp_path, how, monkeypatch):
    path = place(tmp_path / "Dockerfile")
    if how == "file":
        path.chmod(0o444)
    else:  # root may write anywhere, so a folder without the right to is played

        def refused(*_arguments, **_options):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("migrator.writing.tempfile.mkstemp", refused)

    result = call(path, "--report", f"json={tmp_path / 'report.json'}")

    assert (result.exit_code, path.read_text()) == (2, GOOD)
    assert "1 file: 0 migrated" in result.stderr
    assert "1 not written (+0" in result.stderr
    told = json.loads((tmp_path / "report.json").read_text())
    assert [each["fate"] for each in told["files"]] == ["not written"]
    assert told["summary"]["fates"]["migrated"] == 0


def test_what_changed_meanwhile_is_left(tmp_path, monkeypatch):
    path = place(tmp_path / "Dockerfile")
    collect = cli_run._Session._collect

    def then_edit(self):
        collect(self)
        path.write_text("FROM mine\n")

    monkeypatch.setattr(cli_run._Session, "_collect", then_edit)
    result = call(path)

    assert (result.exit_code, path.read_text()) == (2, "FROM mine\n")
    assert "changed while dfmigrate ran" in result.stderr


def test_ctrl_c_while_writing_leaves_every_file_old_or_new_and_says_which(tree, monkeypatch):
    old = {path: path.read_bytes() for path in tree.rglob("Dockerfile")}
    written = []
    real = cli_run.write

    def interrupted(path, data):
        if len(written) == 3:
            raise KeyboardInterrupt
        real(path, data)
        written.append(path)

    monkeypatch.setattr(cli_run, "write", interrupted)
    monkeypatch.chdir(tree)
    result = call(".")

    assert result.exit_code == 130
    told = result.stderr.partition("interrupted; migrated before that")[2].split("\n  ")[1:]
    assert [Path(each.strip()) for each in told] == [
        Path("00/Dockerfile"),
        Path("01/Dockerfile"),
        Path("02/Dockerfile"),
    ]
    changed = {path for path, data in old.items() if path.read_bytes() != data}
    assert changed == {path.absolute() for path in written}


def test_ctrl_c_right_after_a_file_was_replaced_counts_it(tmp_path, monkeypatch):
    path = place(tmp_path / "Dockerfile")
    real = cli_run.write

    def late(path, data):
        real(path, data)
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_run, "write", late)
    result = call(path)

    assert result.exit_code == 130
    assert "migrated before that" in result.stderr
    assert "uv pip" in path.read_text()


@pytest.mark.xdist_group("processes")
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups on this system")
def test_ctrl_c_in_a_parallel_run_changes_nothing_and_is_quick(tmp_path):
    for number in range(600):
        place(tmp_path / f"{number:03}/Dockerfile")
    running = subprocess.Popen(
        [DFMIGRATE, tmp_path, "--jobs", "2"], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    first = running.stderr.readline()
    os.killpg(running.pid, signal.SIGINT)
    rest = running.communicate(timeout=300)[1]

    assert running.returncode == 130, rest
    assert "interrupted; no file was changed" in rest
    assert "Traceback" not in first + rest
    assert all(path.read_text() == GOOD for path in tmp_path.rglob("Dockerfile"))
    assert not list(tmp_path.rglob("*.dfmigrate"))


def test_reports_are_kept_in_order_and_read_again_and_again():
    with Spool() as spool:
        for each in (MIGRATED, PARTLY):
            spool.add(each)

        assert list(spool) == list(spool) == [MIGRATED, PARTLY]
        first = iter(spool)
        next(first)
        assert list(spool) == [MIGRATED, PARTLY], "two readers do not disturb each other"
        assert list(first) == [PARTLY]
        assert len(spool) == 2


def test_memory_does_not_grow_with_the_number_of_files(monkeypatch):
    import tracemalloc

    monkeypatch.setattr("migrator.spool.IN_MEMORY", 100_000)

    def peak(count):
        tracemalloc.start()
        with Spool() as spool:
            for _ in range(count):
                spool.add(MIGRATED)
            for _ in spool:
                pass
        _, high = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return high

    assert peak(12_000) < peak(3_000) + 9_000 * 64, "a number for each report and no more"


def test_a_recipe_and_what_comes_back_can_be_sent():
    import pickle

    recipe = Recipe(
        GivenSettings(("packages.a=b", "python=3.13"), (("ignore", ("pip-to-uv",)),)), isolated=True
    )
    recipe.given.layer()

    assert pickle.loads(pickle.dumps(recipe)) == recipe
    for each in (*RUN.reports, *RUN.problems):
        assert pickle.loads(pickle.dumps(each)) == each


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *identity, "-C", folder, *arguments], check=True, capture_output=True)


def test_since_a_revision(tree):
    git(tree, "init", "-q")
    git(tree, "add", ".")
    git(tree, "commit", "-qm", "one")
    place(tree / "01/Dockerfile", GOOD + "# changed\n")
    place(tree / "new/Dockerfile")
    (tree / "02/Dockerfile").unlink()

    data = json.loads(call(tree, "--dry-run", "--since", "HEAD", "--output-format", "json").stdout)

    assert [file["path"] for file in data["files"]] == ["01/Dockerfile", "new/Dockerfile"]


@pytest.mark.parametrize("revision", ["nonsense", "--output=/tmp/never", "HEAD"])
def test_since_what_is_no_revision(tree, revision):
    git(tree, "init", "-q")

    result = call(tree, "--check", f"--since={revision}")

    assert result.exit_code == 2
    assert f"--since {revision}: " in result.stderr


def test_since_outside_of_a_repository(tree):
    assert call(tree, "--check", "--since", "HEAD").exit_code == 2


def test_nothing_changed_since_is_nothing_to_do(tree):
    git(tree, "init", "-q")
    git(tree, "add", ".")
    git(tree, "commit", "-qm", "one")

    result = call(tree, "--check", "--since", "HEAD")

    assert result.exit_code == 0
    assert result.stderr.startswith("0 files: ")


def test_the_context_of_compose_is_the_build_context(tmp_path):
    place(tmp_path / "app/requirements.txt", "torch\n")
    place(
        tmp_path / "docker/api.Dockerfile",
        "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
    )
    place(
        tmp_path / "compose.yaml",
        "services: {a: {build: {context: app, dockerfile: ../docker/api.Dockerfile}}}\n",
    )

    result = call(tmp_path, "--dry-run")

    assert re.search(r"DFM208 \[refused\] .*torch", result.stderr)
    assert "built by" in call("config", tmp_path / "docker/api.Dockerfile").stdout or True


def test_a_default_that_compose_replaces_is_not_migrated(tmp_path):
    text = "ARG BASE=python:3.12-slim\nFROM ${BASE}\nRUN apt-get update && apt-get install -y git\nRUN pip install flask\n"
    path = place(tmp_path / "Dockerfile", text)
    assert "ARG BASE=python:3.12-alpine" in call(path, "--dry-run").stdout

    place(
        tmp_path / "compose.yaml", "services: {a: {build: {context: ., args: {BASE: 'python:3.12-slim'}}}}\n"
    )
    result = call(path, "--dry-run")

    assert "Dockerfile:1: DFM005 [refused]" in result.stderr
    assert "alpine" not in result.stdout
    assert "uv pip install" in result.stdout, "the rest is migrated"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (".github/workflows/a.yml", "with:\n  build-args: |\n    OTHER=1\n    BASE=python:3.12-slim\n", 4),
        (".github/workflows/a.yml", "with:\n  build-args: BASE=${{ matrix.base }}\n", 2),
        (".gitlab-ci.yml", "script:\n  - docker build --build-arg BASE=python:3.12-slim .\n", 2),
        ("Makefile", "image:\n\tdocker build --build-arg BASE .\n", 2),
        ("ci/build.sh", 'docker build \\\n  --build-arg "BASE=$BASE" .\n', 2),
        (".github/workflows/a.yml", "with:\n  build-args: |\n    BASEMENT=1\n", None),
        ("ci/build.sh", "BASE=1\ndocker build --build-arg OTHER=1 .\n", None),
        ("docs/build.md", "docker build --build-arg BASE=python:3.12-slim .\n", None),
        (
            ".github/workflows/a.yml",
            "  - with:\n      context: .\n      build-args: |\n        BASE=python:3.12-slim\n      push: false\n"
            "  - run: docker rm -f other\n  - with:\n      file: other.Dockerfile\n",
            4,
        ),
        (
            ".github/workflows/a.yml",
            "  - with:\n      file: other.Dockerfile\n      build-args: |\n        BASE=python:3.12-slim\n",
            None,
        ),
        (
            ".github/workflows/a.yml",
            "  - with:\n      build-args: |\n        X=1\n        BASE=1\n      file: ${{ matrix.file }}\n",
            4,
        ),
        ("ci/build.sh", "# once: docker build --build-arg BASE=python:3.12-slim .\n", None),
        ("ci/build.sh", "docker build -f web.Dockerfile --build-arg BASE=python:3.12-slim .\n", None),
        ("ci/build.sh", "docker build -f $FILE --build-arg BASE=python:3.12-slim .\n", 1),
        ("ci/build.sh", "docker build -f ./Dockerfile --build-arg BASE=python:3.12-slim .\n", 1),
        ("services/a/Makefile", "image:\n\tdocker build --build-arg BASE=python:3.12-slim .\n", None),
        ("services/a/Makefile", "image:\n\tdocker build -f ../../Dockerfile --build-arg BASE=1 ../..\n", 2),
        ("release/Makefile", "image:\n\tdocker build --build-arg BASE=python:3.12-slim ..\n", 2),
        (".github/workflows/a.yml", "run: |\n  BASE=1 ./x\nwith:\n  build-args: |\n    OTHER=1\n", None),
        ("node_modules/x/build.sh", "docker build --build-arg BASE=python:3.12-slim .\n", None),
    ],
)
def test_a_default_that_a_workflow_or_script_replaces_is_not_migrated(tmp_path, name, text, line):
    (tmp_path / ".git").mkdir()
    path = place(tmp_path / "Dockerfile", "ARG BASE=python:3.12-slim\nFROM ${BASE}\nRUN pip install flask\n")
    place(tmp_path / "services/a/Dockerfile", GOOD)
    place(tmp_path / name, text)

    result = call(path, "--dry-run")

    assert (f"DFM005 [refused] {name}:{line} gives" in result.stderr) is (line is not None)
    assert ("ARG BASE=python:3.12-alpine" in result.stdout) is (line is None)


def test_a_compose_file_above_is_named_as_seen_from_the_repository(tmp_path):
    (tmp_path / ".git").mkdir()
    path = place(tmp_path / "api" / "Dockerfile", "ARG BASE=python:3.12-slim\nFROM ${BASE}\n")
    place(tmp_path / "compose.yaml", "services: {a: {build: {context: api, args: {BASE: 'x'}}}}\n")

    assert "DFM005 [refused] compose.yaml: a gives" in call(path, "--dry-run").stderr


def test_an_argument_that_no_default_hangs_on_changes_nothing(tmp_path):
    path = place(tmp_path / "Dockerfile", "ARG PORT=1\n" + GOOD)
    place(tmp_path / "compose.yaml", "services: {a: {build: {context: ., args: {PORT: 2}}}}\n")

    assert "DFM005" not in call(path, "--dry-run").stderr


EXTRAS = """
[project]
name = "app"
version = "1"
[project.optional-dependencies]
cpu = ["flask"]
gpu = ["torch"]
"""


@pytest.mark.parametrize(
    ("text", "given", "line"),
    [
        ("COPY *.txt ./\nRUN pip install -r $WHAT.txt\n", "{WHAT: gpu}", 4),
        ("COPY *.txt ./\nRUN uv pip install --system --requirement=${WHAT}.txt\n", "[WHAT=gpu]", 4),
        ("COPY . .\nRUN pip install .[${WHAT}]\n", "{WHAT: gpu}", 4),
        (
            "COPY pyproject.toml ./\nRUN uv pip install --system -r pyproject.toml --extra $WHAT\n",
            "{WHAT: gpu}",
            4,
        ),
        ("COPY $WHAT/a.txt ./\nRUN pip install -r a.txt\n", "{WHAT: b}", 3),
        ("COPY *.txt ./\nRUN pip install -r $WHAT.txt\n", "{WHAT: cpu}", None),
        ("COPY *.txt ./\nRUN pip install -r $WHAT.txt\n", "{OTHER: gpu}", None),
        ("RUN pip install flask==$WHAT\n", "{WHAT: '3'}", None),
        ("RUN pip install https://x:$WHAT@example.com/flask-3.0-py3-none-any.whl\n", "[WHAT]", None),
        ("RUN pip install --index-url=$WHAT flask\n", "{WHAT: 'https://index.example.com'}", None),
        ("RUN pip install flask\nCOPY $WHAT .\n", "{WHAT: b}", None),
        ("ENV WHAT=cpu\nCOPY *.txt ./\nRUN pip install -r $WHAT.txt\n", "{WHAT: gpu}", None),
        ("ENV KIND=${WHAT}\nCOPY *.txt ./\nRUN pip install -r $KIND.txt\n", "{WHAT: gpu}", 5),
        ("ENV A=$WHAT B=x\nENV FILE=${A}.txt\nCOPY *.txt ./\nRUN pip install -r $FILE\n", "{WHAT: gpu}", 6),
        ("ENV KIND=$WHAT\nENV KIND=cpu\nCOPY *.txt ./\nRUN pip install -r $KIND.txt\n", "{WHAT: gpu}", None),
    ],
)
def test_a_value_that_decides_what_is_installed_keeps_the_base(tmp_path, text, given, line):
    (tmp_path / ".git").mkdir()
    default = "1.0" if "==" in text else "cpu"
    path = place(tmp_path / "Dockerfile", f"FROM python:3.12-slim\nARG WHAT={default}\n{text}")
    for name in ("cpu.txt", "cpu/a.txt", "gpu.txt", "b/a.txt"):
        place(tmp_path / name, "flask\n" if "cpu" in name else "torch\n")
    place(tmp_path / "pyproject.toml", EXTRAS)
    place(tmp_path / "compose.yaml", f"services: {{a: {{build: {{context: ., args: {given}}}}}}}\n")

    result = call(path, "--dry-run")

    assert (f"Dockerfile:{line}: DFM005 [refused] compose.yaml: a gives" in result.stderr) is (
        line is not None
    )
    assert ("python:3.12-alpine" in result.stdout) is (line is None)


@pytest.mark.parametrize(
    ("local", "same"), [("flask\npytest\n", True), ("flask\ntorch\n", False), ("mysqlclient\n", False)]
)
def test_a_value_with_which_the_file_migrates_alike_keeps_nothing(tmp_path, local, same):
    text = "FROM python:3.12-slim\nARG WHAT=production\nCOPY requirements /r\nRUN pip install -r /r/${WHAT}.txt\n"
    path = place(tmp_path / "Dockerfile", text)
    place(tmp_path / "requirements/production.txt", "flask\n")
    place(tmp_path / "requirements/local.txt", local)
    place(tmp_path / "compose.yaml", "services: {a: {build: {context: ., args: {WHAT: local}}}}\n")

    result = call(path, "--dry-run")

    assert ("python:3.12-alpine" in result.stdout) is same
    assert ("DFM005" in result.stderr) is not same


def test_a_default_that_a_workflow_gives_again_decides_nothing(tmp_path):
    (tmp_path / ".git").mkdir()
    text = "FROM python:3.12-slim\nARG WHAT=cpu\nCOPY *.txt ./\nRUN pip install -r $WHAT.txt\n"
    path = place(tmp_path / "Dockerfile", text)
    place(tmp_path / "cpu.txt", "flask\n")
    place(tmp_path / "ci" / "build.sh", "docker build --build-arg WHAT=cpu .\n")
    assert "python:3.12-alpine" in call(path, "--dry-run").stdout

    place(tmp_path / "ci" / "build.sh", "docker build --build-arg WHAT=gpu .\n")
    assert "DFM005 [refused] ci/build.sh:1 gives WHAT" in call(path, "--dry-run").stderr


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        ("docker build --build-arg WHAT=gpu services/a", True),
        ("docker build --build-arg WHAT=gpu services/b", False),
        ("docker build -t services/b --build-arg WHAT=gpu .", True),
        ("docker build --build-arg WHAT=gpu services/$NAME", True),
        ("docker build --build-arg WHAT=gpu -f services/a/Dockerfile services/b", True),
    ],
)
def test_a_build_of_another_folder_gives_no_value(tmp_path, command, refused):
    (tmp_path / ".git").mkdir()
    text = "FROM python:3.12-slim\nARG WHAT=cpu\nCOPY *.txt ./\nRUN pip install -r $WHAT.txt\n"
    path = place(tmp_path / "services/a/Dockerfile", text)
    place(tmp_path / "services/a/cpu.txt", "flask\n")
    place(tmp_path / "services/b/Dockerfile", text)
    place(tmp_path / ".gitlab-ci.yml", f"script:\n  - {command}\n")

    assert ("DFM005" in call(path, "--dry-run").stderr) is refused


@pytest.mark.parametrize(("folder", "refused"), [("a", True), ("b", False)])
def test_a_step_with_the_context_of_another_folder_gives_no_value(tmp_path, folder, refused):
    (tmp_path / ".git").mkdir()
    text = "FROM python:3.12-slim\nARG WHAT=cpu\nCOPY *.txt ./\nRUN pip install -r $WHAT.txt\n"
    path = place(tmp_path / "a/Dockerfile", text)
    place(tmp_path / "a/cpu.txt", "flask\n")
    place(tmp_path / "b/Dockerfile", text)
    step = f"  - with:\n      context: ./{folder}/\n      build-args: |\n        WHAT=gpu\n"
    place(tmp_path / ".github/workflows/a.yml", step)

    assert ("DFM005" in call(path, "--dry-run").stderr) is refused


def test_reports_go_to_files_beside_the_diff(tmp_path):
    path = place(tmp_path / "Dockerfile")
    made = {form: tmp_path / f"out.{form}" for form in ("html", "sarif", "json", "text")}

    result = call(path, "--dry-run", *(f"--report={form}={file}" for form, file in made.items()))

    assert result.stdout.startswith("diff --git")
    assert made["html"].read_text().startswith("<!DOCTYPE html>")
    assert json.loads(made["sarif"].read_text())["version"] == "2.1.0"
    assert "would be migrated. Nothing was written." in made["text"].read_text()


@pytest.mark.parametrize("value", ["html", "html=", "xml=a", "=a"])
def test_a_wrong_report_is_told(tmp_path, value):
    result = call(place(tmp_path / "Dockerfile"), "--check", "--report", value)

    assert (result.exit_code, "FORMAT=FILE" in result.stderr) == (2, True)


def test_a_report_that_cannot_be_written_is_told(tmp_path):
    result = call(place(tmp_path / "Dockerfile"), "--check", f"--report=html={tmp_path}/no/such/folder.html")

    assert (result.exit_code, f"there is no folder {tmp_path}/no/such" in result.stderr) == (2, True)


@pytest.mark.parametrize("form", ["json", "sarif", "github", "gitlab", "markdown", "html"])
def test_standard_input_is_told_in_every_form(form):
    result = call("-", "--output-format", form, stdin=GOOD)

    assert result.exit_code == 0
    assert "DFM401" in result.stdout


def test_patterns_come_from_options_and_settings(tree, monkeypatch):
    monkeypatch.chdir(tree)
    place(tree / "dfmigrate.toml", "exclude = ['0*/']\ninclude = ['*.odd']\n")
    place(tree / "99/a.odd")

    data = json.loads(call(".", "--dry-run", "--exclude", "1*", "--output-format", "json").stdout)

    paths = [file["path"] for file in data["files"]]
    assert paths[0] == "20/Dockerfile"
    assert paths[-1] == "99/a.odd"


def test_templates_are_reported(tmp_path):
    place(tmp_path / "Dockerfile")
    place(tmp_path / "Dockerfile.j2", "FROM {{ base }}\n")

    assert "templates, not read" in call(tmp_path, "--check").stderr
    assert json.loads(call(tmp_path, "--dry-run", "--output-format", "json").stdout)["templates"]


def test_init_and_config(tmp_path):
    path = place(tmp_path / "Dockerfile")

    assert call("init", tmp_path).exit_code == 0
    again = call("init", tmp_path)
    assert (again.exit_code, "settings are there already" in again.stderr) == (2, True)

    shown = call("config", path, "--config", "python=keep")
    assert 'python = "keep"  # command line' in shown.stdout
    place(tmp_path / "dfmigrate.toml", "pyhton = 1\n")
    assert call("config", path).exit_code == 2
    assert call("config", path, "--isolated").exit_code == 0


def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(tree):
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    done = subprocess.Popen(
        [DFMIGRATE, tree, "--check"], stdout=subprocess.DEVNULL, stderr=theirs, env=environment
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    done.wait()

    assert b"30/30" in seen
    assert b"DFM401" in seen
    assert "━" not in call(tree, "--check").stderr


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("dfmigrate --dr", "--dry-run"),
        ("dfmigrate Dockerfile --out", "--output-format"),
        ("dfmigrate exp", "explain"),
    ],
)
def test_the_shell_completes(words, wanted):
    environment = {
        **os.environ,
        "_DFMIGRATE_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run([DFMIGRATE], env=environment, capture_output=True, text=True)

    assert f"plain,{wanted}" in done.stdout.splitlines()


def test_an_executor_of_an_unknown_kind_is_told(tmp_path):
    result = call(place(tmp_path / "Dockerfile"), "--check", "--executor", "spark://x:1")

    assert (result.exit_code, "dask://HOST:PORT" in result.stderr) == (2, True)


def test_a_dask_cluster_says_the_same_from_whatever_folder(tree, monkeypatch):
    distributed = pytest.importorskip("distributed")
    with monkeypatch.context() as patch:
        patch.chdir(tree)
        here = call(".", "--dry-run", "--jobs", 1, "--output-format", "json")

    with distributed.LocalCluster(
        n_workers=2, processes=True, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        address = re.sub("^tcp", "dask", cluster.scheduler_address)
        monkeypatch.chdir(tree)
        there = call(".", "--dry-run", "--executor", address, "--output-format", "json")
        place(tree / "dfmigrate.toml", 'select = ["collapse-stages"]\n')
        again = call(".", "--dry-run", "--executor", address, "--output-format", "json")

    assert not any(file["changed"] for file in json.loads(again.stdout)["files"]), (
        "no worker lives in the past"
    )
    assert there.exit_code == 0, there.stderr
    assert there.stdout_bytes == here.stdout_bytes


def test_a_problem_of_dfmigrates_own_is_exit_4():
    options = cli_run.Options(*[None] * len(cli_run.Options.__dataclass_fields__))

    assert cli_run.exit_status(Run((), (Problem(Path("a"), "a", fault=True),)), options) == 4
    assert isinstance(MIGRATED, Report)
