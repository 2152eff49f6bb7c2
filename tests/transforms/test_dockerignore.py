"""Files that keep things out of the build: made and extended, shown, and never where something may need them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest
from click.testing import CliRunner

from migrator.cli import main
from migrator.knowledge import Knowledge
from migrator.registry import installed, knowledge_folders
from migrator.report import text
from migrator.run import Runner
from tests.cases import cases

NAME = "dockerignore"


@pytest.fixture
def lay(tmp_path):
    """Lay a case out as a repository: what git or Docker would take for its own has other names in ours."""

    def laid(path):
        folder = tmp_path / "service"
        shutil.copytree(path.parent, folder)
        for name in ("gitignore", "dockerignore"):
            if (folder / name).exists():
                (folder / name).rename(folder / f".{name}")
        if (folder / "repository").exists():
            (folder / "repository").unlink()
            (folder / ".git").mkdir()
        return folder / "Dockerfile"

    return laid


def looked_at(file):
    """Give the reports of the ignore files that a run looks at for a Dockerfile."""
    runner = Runner(
        tuple(each for each in installed() if each.name == NAME), Knowledge.load(*knowledge_folders())
    )
    return [runner.other(each) for each in runner.file(file).others]


def show(file):
    parts = []
    for report in looked_at(file):
        lines = "".join(f"{line}\n" for line in text.lines(report)).replace(report.name, report.path.name)
        diff = replace(report, name=report.path.name).patch().data.decode("utf-8", "backslashreplace")
        parts.append(f"{lines}\n{diff}".replace("\r", "␍"))
    return "".join(parts) or "\n"


@pytest.mark.parametrize("path", cases("dockerignore"))
def test_case(path, seen, lay):
    assert show(lay(path)) == seen


@pytest.mark.parametrize("path", cases("dockerignore"))
def test_written_once_nothing_is_left_to_add(path, lay):
    file = lay(path)
    for report in looked_at(file):
        assert report.result.failure is None
        if report.result.changed:
            report.path.write_bytes(report.result.after.to_bytes())

    assert not any(report.result.changed for report in looked_at(file))


def test_several_dockerfiles_make_one_file_that_git_applies(lay):
    file = lay(cases("dockerignore")[0].values[0])
    shutil.copy(file, file.with_name("worker.Dockerfile"))
    folder = file.parent
    (folder / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)

    done = CliRunner().invoke(main, [str(folder), "--isolated", "--dry-run", "-q", "--select", NAME])

    assert done.stdout.count("+++ b/.dockerignore") == 1
    subprocess.run(["git", "apply", "--check"], cwd=folder, check=True, input=done.stdout.encode())


def test_check_tells_that_a_file_would_be_made(lay):
    file = lay(cases("dockerignore")[0].values[0])

    done = CliRunner().invoke(main, [str(file), "--isolated", "--check", "--select", NAME])

    assert done.exit_code == 1
    assert not file.with_name(".dockerignore").exists()


def test_a_run_makes_the_file(lay):
    file = lay(cases("dockerignore")[0].values[0])

    done = CliRunner().invoke(main, [str(file), "--isolated", "--select", NAME])

    assert done.exit_code == 0
    assert file.with_name(".dockerignore").read_text().startswith(".git\n**/__pycache__\n")


def test_standard_input_makes_no_file(lay):
    file = lay(cases("dockerignore")[0].values[0])
    arguments = ["-", "--isolated", "--stdin-filename", str(file), "--select", NAME]

    CliRunner().invoke(main, arguments, input=file.read_text())

    assert not file.with_name(".dockerignore").exists()
