"""Files beside Dockerfiles: which are looked at, once each, changed, shown, made, and told of."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.api import BuildContext, Change, Edit, Note, Rule, named_line, named_lines, parse
from migrator.diff import render
from migrator.discovery.file_listing import Listings
from migrator.engine import Status
from migrator.knowledge import Knowledge
from migrator.other_files import ImageFacts, OtherEngine, OtherFile, joined
from migrator.registry import On, other_transform
from migrator.selection import Selection
from migrator.source import Source
from migrator.sources.copied_files import copied_files, names_below
from migrator.writing import WriteError, create

OLD = Rule("DFM990", "old-word", "A word is old.")


@other_transform("words", on=On.PYTHON, rules=(OLD,), bundle="sources")
def words(view):
    at = view.source.text.find("old")
    if at >= 0:
        line = view.source.line_of(at)
        yield Change(OLD, line, "old becomes new", (Edit(at, at + 3, "new"),))
        yield Note(OLD, line, "there it is")


def look(text, *applied, on=On.PYTHON, reads=lambda on, text: True, transforms=(words,)):
    file = OtherFile(Path("a.py"), "a.py", on, (ImageFacts(),), ("Dockerfile",))
    engine = OtherEngine(transforms, Selection(), frozenset(applied), Knowledge(()), reads)
    return engine.run(Source("a.py", text), file)


def test_a_change_is_shown_unless_its_bundle_is_asked_for():
    shown, done = look("x = old\n"), look("x = old\n", "sources")

    assert [each.status for each in shown.outcomes] == [Status.SHOWN, Status.NOTED]
    assert not shown.changed
    assert done.after.text == "x = new\n"
    assert [(step.bundle, step.after.text) for step in done.steps] == [("sources", "x = new\n")]


def test_lines_that_a_text_names_are_told():
    @other_transform("naming", on=On.PYTHON, rules=(OLD,), bundle="sources")
    def naming(view):
        yield Note(OLD, 2, f"as {named_line(1)} says", f"see {named_lines((1, 2))}")

    (outcome,) = look("x = 1\ny = 2\n", transforms=(naming,)).outcomes

    assert (outcome.finding.message, outcome.finding.hint) == ("as line 1 says", "see lines 1 and 2")


def test_another_kind_of_file_is_none_of_its_business():
    assert look("old\n", on=On.SHELL).outcomes == ()


@pytest.mark.parametrize(
    "text",
    [
        "x = old  # dfmigrate: ignore[DFM990] because it is\n",
        "# dfmigrate: ignore\nx = old\n",
        "# dfmigrate: skip-file because generated\nx = old\n",
    ],
)
def test_a_pragma_silences(text):
    result = look(text, "sources")

    assert not result.changed
    assert {each.status for each in result.outcomes} <= {Status.SILENCED}


def test_a_change_that_would_break_the_file_is_withheld():
    result = look("x = old\n", "sources", reads=lambda on, text: "old" in text)

    assert not result.changed
    assert [each.status for each in result.outcomes] == [Status.WITHHELD, Status.NOTED, Status.REFUSED]


def test_a_fault_and_a_change_without_end_leave_the_file():
    @other_transform("bad", on=On.PYTHON, rules=(OLD,), bundle="sources")
    def bad(view):
        raise RuntimeError("oops")
        yield

    @other_transform("endless", on=On.PYTHON, rules=(OLD,), bundle="sources")
    def endless(view):
        yield Change(OLD, 1, "more", (Edit(0, 0, "x"),))

    for each in (bad, endless):
        result = look("x = old\n", "sources", transforms=(each,))
        assert result.failure
        assert not result.changed


def test_a_file_for_several_dockerfiles_is_one_file():
    first = OtherFile(Path("/c/a.py"), "a.py", On.PYTHON, (ImageFacts(musl=True),), ("a/Dockerfile",))
    second = replace(first, images=(ImageFacts(),), owners=("b/Dockerfile",))

    (one,) = joined([first, second, first])

    assert one.owners == ("a/Dockerfile", "b/Dockerfile")
    assert one.images == (ImageFacts(), ImageFacts(musl=True))


def test_what_an_image_gets(tmp_path):
    for name in [
        "app/main.py",
        "app/data.txt",
        "tests/t.py",
        "other/x.py",
        ".venv/pyvenv.cfg",
        ".venv/y.py",
        "ignored/z.py",
        "one.py",
        "two.py",
        "app/site/node_modules/w.py",
        "mounted/m.py",
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / ".dockerignore").write_text("app/data.txt\n")
    (tmp_path / ".gitignore").write_text("ignored/\n")
    (tmp_path / "outside.py").symlink_to("/etc/passwd")
    text = (
        "FROM python:3.12\nCOPY app ignored /app/\nCOPY --from=x other /o\nCOPY *.py /\nADD https://x/y.py /\n"
        "RUN --mount=type=bind,source=mounted,target=/m true\n"
    )
    build = BuildContext(tmp_path, ignore_file=tmp_path / ".dockerignore")

    found = tuple(copied_files(parse(Source("Dockerfile", text)), build, names_below(tmp_path, Listings())))

    assert found == ("app/main.py", "mounted/m.py", "one.py", "two.py")


def test_a_test_of_one_image_that_another_runs():
    first = OtherFile(Path("/c/tests/a.py"), "tests/a.py", On.PYTHON, aside=True)

    assert joined([first, first])[0].aside
    assert not joined([first, replace(first, aside=False)])[0].aside


@pytest.mark.parametrize("name", ["new.txt", "a b.txt"])
def test_a_new_file_is_one_that_git_makes(tmp_path, name):
    patch = render(name, b"", b"one\ntwo\n", new=True)

    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch.data, check=True)

    assert (tmp_path / name).read_bytes() == b"one\ntwo\n"
    assert (patch.added, patch.removed) == (2, 0)


def test_a_file_is_made_once(tmp_path):
    create(tmp_path / "x", b"1")

    with pytest.raises(WriteError, match="is there already"):
        create(tmp_path / "x", b"2")
    assert (tmp_path / "x").read_bytes() == b"1"


DOCKERFILE = 'FROM python:3.11-slim\nCOPY . /app\nCMD ["python", "/app/main.py"]\n'
MAIN = "import signal\nimport subprocess\n\nsignal.signal(signal.SIGCLD, print)\nsubprocess.run(['bash'])\n"


@pytest.fixture
def service(tmp_path, monkeypatch):
    """Give a repository with two Dockerfiles that share their source."""
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "worker.Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "main.py").write_text(MAIN)
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / ".dockerignore").write_text(".git\n.dockerignore\n*Dockerfile\n")
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words):
    from click.testing import CliRunner

    from migrator.cli import main

    result = CliRunner().invoke(main, [*words, "--isolated"])
    assert result.exit_code == 0, result.output
    return result


def test_a_test_is_one_by_its_place_in_the_build_context(service):
    for name in (
        "tests/demo/Dockerfile",
        "tests/demo/setup.py",
        "tests/demo/main.py",
        "tests/demo/tests/main.py",
    ):
        (service / name).parent.mkdir(parents=True, exist_ok=True)
        (service / name).write_text(DOCKERFILE if name.endswith("Dockerfile") else MAIN)

    result = call("tests/demo/Dockerfile", "--dry-run")

    assert "tests/demo/main.py:4: DFM804" in result.stderr
    assert "tests/demo/tests/main.py:" not in result.stderr


def test_sources_are_told_of_once_and_left_alone(service):
    result = call(".")

    assert result.stderr.count("main.py:4: DFM804 [shown]") == 1
    assert result.stderr.count("main.py:5: DFM808 [note]") == 1
    assert "findings in 1 other file; --sources mends 1 of them" in result.stderr
    assert (service / "main.py").read_text() == MAIN
    assert "alpine" in (service / "Dockerfile").read_text()


def test_one_diff_holds_them_all_and_git_takes_it(service):
    patch = call(".", "--dry-run", "--sources").stdout_bytes

    assert (service / "main.py").read_text() == MAIN
    subprocess.run(["git", "apply", "-"], input=patch, check=True, cwd=service)
    assert "signal.SIGCHLD" in (service / "main.py").read_text()
    assert "alpine" in (service / "worker.Dockerfile").read_text()


def test_sources_are_written_with_the_rest_and_a_second_run_has_nothing_to_do(service):
    call(".", "--sources")

    assert (service / "main.py").read_text() == MAIN.replace("SIGCLD", "SIGCHLD")
    assert call(".", "--sources", "--dry-run").stdout == ""


def test_machines_are_told_what_a_file_is_and_for_whom(service):
    found = json.loads(call(".", "--dry-run", "--sources", "--output-format", "json").stdout)

    (source,) = (each for each in found["files"] if each["kind"] == "python")
    assert source["for"] == ["Dockerfile", "worker.Dockerfile"]
    assert source["bundles"] == ["sources"]
    assert found["summary"]["files"] == 2
    assert found["summary"]["others"] == 1


def test_a_file_that_stays_on_debian_has_no_sources_looked_at(service):
    result = call(".", "--ignore", "alpine", "--dry-run")

    assert "main.py" not in result.stderr


def test_a_pull_request_holds_a_dockerfile_and_its_sources(service):
    from migrator.forge.codeowners import Owners
    from migrator.forge.commits import drafts
    from migrator.forge.groups import grouped
    from migrator.registry import installed, knowledge_folders
    from migrator.run import Runner

    runner = Runner(installed(), Knowledge.load(*knowledge_folders()), (("sources", True),), isolated=True)
    dockerfile = runner.file(service / "Dockerfile")
    sources = tuple(runner.other(each) for each in joined(dockerfile.others))

    (group,) = grouped((*sources, dockerfile), "file", service, Owners())

    assert group.where == "Dockerfile"
    last = drafts(group)[-1]
    assert last.message.splitlines()[0] == "sources: migrate main.py"
    assert [path for path, _, _ in last.files] == ["main.py"]


def stdin(*words):
    from click.testing import CliRunner

    from migrator.cli import main

    return CliRunner().invoke(main, ["-", *words, "--isolated"], input=DOCKERFILE)


def test_standard_input_is_told_of_the_sources_of_a_context_that_is_named(service):
    alone, named = stdin(), stdin("--context", ".")

    assert "main.py" not in alone.stderr
    assert "main.py:4: DFM804 [shown]" in named.stderr
    assert alone.stdout == named.stdout
    assert (service / "main.py").read_text() == MAIN


def test_no_source_counts_as_mended_for_standard_input(service):
    (service / "main.py").write_text("from configparser import SafeConfigParser\n")
    (service / "dfmigrate.toml").write_text("sources = true\n")
    from click.testing import CliRunner

    from migrator.cli import main

    result = CliRunner().invoke(main, ["-", "--context", "."], input=DOCKERFILE)

    assert "python:3.11-alpine" in result.stdout
    assert "Python 3.11 stays: main.py:1" in result.stderr
    assert stdin("--sources").exit_code == 2
