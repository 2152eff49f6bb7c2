"""What is found in Python sources: for each hazard something to find, nothing to find, and an alias."""

import pytest

from migrator.alpine.source_evidence import is_aside
from migrator.api import ImageFacts, OtherFile
from migrator.diff import render
from migrator.knowledge import Knowledge
from migrator.other_files import OtherEngine
from migrator.registry import On, installed, knowledge_folders
from migrator.report import text
from migrator.report.model import Report
from migrator.selection import Selection
from migrator.source import Source
from migrator.sources.reading import still_reads
from tests.cases import FOLDER

CASES = FOLDER / "sources"
FULL = ImageFacts(musl=True, rebased=True, old=(3, 8), new=(3, 12), flavour=3)
KNOWLEDGE = Knowledge.load(*knowledge_folders())
TRANSFORMS = tuple(each for each in installed() if each.bundle == "sources")


def report(path, *images, apply=True, data=None):
    name = path.relative_to(CASES).as_posix()
    on = On.PYTHON if path.suffix == ".py" else On.SHELL
    file = OtherFile(path, name, on, images or (FULL,), ("Dockerfile",), aside=is_aside(name))
    own = tuple(t for t in TRANSFORMS if t.name == path.parent.name.replace("_", "-")) or TRANSFORMS
    applied = frozenset({"sources"}) if apply else frozenset()
    engine = OtherEngine(own, Selection(), applied, KNOWLEDGE, still_reads)
    source = Source.from_bytes(name, path.read_bytes() if data is None else data)
    return Report(path, name, engine.run(source, file), on=on)


def cases():
    return [
        pytest.param(p, id=f"{p.parent.name}-{p.stem}")
        for p in sorted(CASES.rglob("*.*"))
        if p.stem != "__init__"
    ]


@pytest.mark.parametrize("path", cases())
def test_case(path, seen):
    found = report(path)
    lines = "".join(f"{line}\n" for line in text.lines(found))
    patch = render(found.name, found.result.before.to_bytes(), found.result.after.to_bytes())

    assert lines + "\n" + patch.data.decode().replace("\r", "␍") == seen


@pytest.mark.parametrize(
    "path", [each for each in cases() if "no" in each.id.partition("-")[2].split("_")[0]]
)
def test_nothing_is_found_where_nothing_is(path):
    assert report(path).result.outcomes == () or "not_renamed" in path.stem


@pytest.mark.parametrize("name", ["musl_ctypes", "musl_runtime", "musl_commands"])
def test_nothing_is_said_for_glibc(name):
    glibc = ImageFacts(old=(3, 8), new=(3, 12))
    for path in (CASES / name).glob("*.py"):
        assert report(path, glibc).result.outcomes == ()


def test_nothing_is_removed_between_equal_versions():
    same = ImageFacts(musl=True, old=(3, 12), new=(3, 12))
    for path in (CASES / "removed_stdlib").glob("*.py"):
        assert report(path, same).result.outcomes == ()


def test_nothing_is_removed_where_python_2_stays():
    second = ImageFacts(old=(2, 7), new=(3, 12))
    for path in (CASES / "removed_stdlib").glob("*.py"):
        assert report(path, second).result.outcomes == ()


def test_what_packages_bring_is_there():
    has = ImageFacts(musl=True, rebased=True, flavour=3, packages=("bash", "git", "grep", "gcc", "perl"))
    said = " ".join(
        o.finding.message for o in report(CASES / "musl_commands" / "programs.py", has).result.outcomes
    )

    assert "bash" not in said
    assert "git" not in said
    assert "apt-get" in said
    assert report(CASES / "musl_ctypes" / "find_library.py", has).result.outcomes == ()


def test_setuptools_in_the_requirements_speaks_for_itself():
    has = ImageFacts(musl=True, old=(3, 8), new=(3, 12), setuptools=True, pkg_resources=True)
    rules = [o.finding.rule.id for o in report(CASES / "removed_stdlib" / "modules.py", has).result.outcomes]

    assert "DFM822" not in rules
    assert "DFM820" in rules


def test_a_setuptools_of_now_brings_no_pkg_resources():
    has = ImageFacts(musl=True, old=(3, 8), new=(3, 12), setuptools=True)
    found = report(CASES / "any" / "x.py", has, data=b"import distutils\nimport pkg_resources\n")

    assert [(o.finding.rule.id, o.line) for o in found.result.outcomes] == [("DFM822", 2)]


def test_a_module_of_the_project_is_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.transforms.test_sources.CASES", tmp_path)
    (tmp_path / "smtpd.py").write_text("")
    (tmp_path / "app").mkdir()
    path = tmp_path / "app" / "main.py"
    path.write_text("import smtpd\nimport asyncore\n")

    assert [o.finding.line for o in report(path).result.outcomes] == [2]


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe", b"import imp\n" * 3 + b"def (", b"", b"import imp\0", b"\xef\xbb\xbfimport asyncore\n"],
)
def test_whatever_the_bytes_nothing_breaks(data):
    assert report(CASES / "any" / "x.py", data=data).result.failure is None


@pytest.mark.parametrize("path", cases())
def test_what_is_not_asked_for_is_shown(path):
    found = report(path, apply=False)

    assert not found.result.changed
    assert found.result.failure is None
