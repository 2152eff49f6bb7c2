"""What is kept from run to run of sources in which nothing was found, and what makes it void."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from migrator.cli import main
from migrator.knowledge import Knowledge
from migrator.other_files import ImageFacts, OtherFile
from migrator.registry import On
from migrator.sources import quiet_files
from migrator.sources.quiet_files import QuietFiles, base_of


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "app" / "main.py"
    path.parent.mkdir()
    path.write_text("print(1)\n")
    return OtherFile(path, "app/main.py", On.PYTHON, (ImageFacts(musl=True),), ("Dockerfile",))


@pytest.fixture
def kept(tmp_path, source):
    path = tmp_path / "cache" / "quiet"
    quiet = QuietFiles(path, "base")
    quiet.add(source, source.path.read_bytes(), ())
    quiet.keep()
    return path


def test_what_was_quiet_is_known(kept, source):
    assert QuietFiles(kept, "base").knows(source, ())
    assert [each.name for each in kept.parent.iterdir()] == ["quiet"]


def test_anything_else_makes_it_unknown(kept, source):
    assert not QuietFiles(kept, "newer").knows(source, ())
    assert not QuietFiles(kept, "base").knows(source, ("other settings",))
    assert not QuietFiles(kept, "base").knows(replace(source, label="tests/main.py"), ())
    assert not QuietFiles(kept, "base").knows(replace(source, images=(ImageFacts(),)), ())
    assert not QuietFiles(kept, "base").knows(replace(source, on=On.SHELL), ())
    assert not QuietFiles(kept, "base").knows(replace(source, new=True), ())
    source.path.write_text("import imp\n")
    assert not QuietFiles(kept, "base").knows(source, ())
    source.path.unlink()
    assert not QuietFiles(kept, "base").knows(source, ())


@pytest.mark.parametrize("name", ["smtpd.py", "smtpd/__init__.py"])
def test_a_module_of_the_project_that_comes_or_goes_makes_it_unknown(kept, source, name):
    path = source.path.parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")

    assert not QuietFiles(kept, "base").knows(source, ())


@pytest.mark.parametrize("data", [b"", b"\xff\0" * 99, b"[]\n", b"x" * 32 + b"\n"])
def test_damage_is_no_answer_and_is_mended(kept, source, data):
    kept.write_bytes(data)
    quiet = QuietFiles(kept, "base")

    assert not quiet.knows(source, ())
    quiet.add(source, source.path.read_bytes(), ())
    quiet.keep()
    assert len(kept.read_bytes()) == 33


def test_it_stays_small_and_another_run_loses_nothing(kept, source, monkeypatch):
    monkeypatch.setattr(quiet_files, "MOST", 3)
    first, second = QuietFiles(kept, "base"), QuietFiles(kept, "base")
    first.add(source, b"1", ())
    second.add(source, b"2", ())
    first.keep()
    second.keep()
    assert len(kept.read_bytes().split()) == 3
    QuietFiles(kept, "base").keep()
    third = QuietFiles(kept, "base")
    third.add(source, b"3", ())
    third.keep()
    assert len(kept.read_bytes().split()) == 3
    assert not QuietFiles(kept, "base").knows(source, ())


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path, source):
    (tmp_path / "file").write_text("")
    quiet = QuietFiles(tmp_path / "file" / "quiet", "base")
    quiet.add(source, b"", ())

    quiet.keep()


def test_tables_and_code_are_part_of_it(tmp_path):
    (tmp_path / "a.toml").write_text("")
    before = base_of(Knowledge((tmp_path,)), ())
    (tmp_path / "a.toml").write_text('"x" = { }\n')

    assert base_of(Knowledge((tmp_path,)), ()) != before


def test_a_second_run_says_the_same_and_reads_less(tmp_path, monkeypatch):
    monkeypatch.setenv("DFMIGRATE_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "code").mkdir()
    monkeypatch.chdir(tmp_path / "code")
    for name, text in {
        "Dockerfile": "FROM python:3.8-slim\nCOPY . /app\n",
        "quiet.py": "print(1)\n",
        "loud.py": "import asyncore\n",
    }.items():
        Path(name).write_text(text)
    looked_at = []
    real = quiet_files.QuietFiles.add
    monkeypatch.setattr(
        quiet_files.QuietFiles,
        "add",
        lambda self, file, *rest: looked_at.append(file.label) or real(self, file, *rest),
    )

    def run(*more):
        looked_at.clear()
        result = CliRunner().invoke(main, ["Dockerfile", "--check", "--isolated", *more])
        return result.exit_code, result.output, tuple(each for each in looked_at if each.endswith(".py"))

    first, second = run(), run()
    assert first[:2] == second[:2]
    assert first[2] == ("quiet.py",)
    assert second[2] == ()
    assert "loud.py" in second[1]
    os.remove(tmp_path / "cache" / "quiet-sources")
    assert run("--no-cache")[:2] == first[:2]
    assert not (tmp_path / "cache" / "quiet-sources").exists()
