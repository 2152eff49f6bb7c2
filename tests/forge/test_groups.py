"""Groups and the names of their branches."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.engine import Result
from migrator.forge.codeowners import Owners
from migrator.forge.groups import WAYS, Group, grouped, key_of
from migrator.forge.remote import Kind
from migrator.registry import On
from migrator.report.model import Report
from migrator.source import Source


def report(name, changed=True):
    after = "FROM b\n" if changed else "FROM a\n"
    return Report(Path(name), name, Result(Source(name, "FROM a\n"), Source(name, after), ()))


NAMES = (
    "Dockerfile",
    "api/Dockerfile",
    "api/worker/Dockerfile",
    "api/worker/dev.Dockerfile",
    "api-worker/Dockerfile",
)


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("file", sorted(NAMES)),
        ("directory", [".", "api", "api-worker", "api/worker"]),
        ("service", [".", "api", "api-worker"]),
        ("codeowners", ["@a", "@a @b", "nobody"]),
        ("all", ["all"]),
    ],
)
def test_ways(tmp_path, by, keys):
    (tmp_path / "api").mkdir()
    (tmp_path / "api/pyproject.toml").touch()
    owners = Owners.parse("/api/ @a\n/api/worker/dev.Dockerfile @a @b\n")

    groups = grouped([report(name) for name in NAMES], by, tmp_path, owners)

    assert [group.key for group in groups] == keys
    assert sorted(r.name for group in groups for r in group.reports) == sorted(NAMES)


def test_what_does_not_change_is_in_no_group(tmp_path):
    assert grouped([report("Dockerfile", changed=False)], "all", tmp_path, Owners()) == ()


def test_files_that_stay_are_told_with_every_group_whose_images_hold_them(tmp_path):
    names = ("a/Dockerfile", "b/Dockerfile")
    shared = replace(report("lib/x.py", changed=False), on=On.PYTHON, owners=(*names, "c/Dockerfile"))
    alone = replace(report("d/y.py", changed=False), on=On.PYTHON, owners=("d/Dockerfile",))

    groups = grouped([*map(report, names), shared, alone], "directory", tmp_path, Owners())

    assert [(group.key, group.beside) for group in groups] == [("a", (shared,)), ("b", (shared,))]
    assert [each.name for group in groups for each in group.reports] == [*names]


def test_branches_never_nest_and_never_clash():
    keys = [
        "a",
        "a/b",
        "a-b",
        "a/b/c",
        "A",
        "a ",
        ".",
        "",
        "ü",
        "x" * 300,
        "x" * 299,
        "all",
        "-",
        "a.lock",
        "a..b",
    ]

    names = [Group(by, key, ()).branch("dfmigrate/") for by in WAYS for key in keys]

    assert len({name.lower() for name in names}) == len(names)
    assert not any(one != two and two.startswith(f"{one}/") for one, two in itertools.product(names, names))
    assert all(name.count("/") == 1 and len(name) < 80 for name in names)


def test_a_branch_depends_on_its_group_alone():
    alone = Group("directory", "services/a", (report("services/a/Dockerfile"),))
    more = Group(
        "directory", "services/a", (report("services/a/Dockerfile"), report("services/a/x.Dockerfile"))
    )

    assert alone.branch("dfmigrate/") == more.branch("dfmigrate/") == "dfmigrate/services-a-fa703f7e"
    assert alone.branch("dfmigrate/", "release") != alone.branch("dfmigrate/")


GITHUB = """\
# comment
*            @global
*.dockerfile @files   # trailing
/build/      @build
docs/*       @docs
apps/        @apps
**/logs      @logs
/apps/none
a\\ b/        @space me@example.com
a/           somebody @wrong
!a/
[ab]/        @range
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("Dockerfile", ("@global",)),
        ("x/y.dockerfile", ("@files",)),
        ("build/x/Dockerfile", ("@build",)),
        ("x/build/Dockerfile", ("@global",)),
        ("docs/Dockerfile", ("@docs",)),
        ("docs/deep/Dockerfile", ("@global",)),
        ("x/apps/y/Dockerfile", ("@apps",)),
        ("x/logs/Dockerfile", ("@logs",)),
        ("apps/none/Dockerfile", ()),
        ("a b/Dockerfile", ("@space", "me@example.com")),
        ("a/Dockerfile", ("@global",)),  # GitHub skips lines that it cannot read
    ],
)
def test_codeowners_of_github(path, owners):
    assert Owners.parse(GITHUB).of(path) == owners


GITLAB = """\
* @all
[Docker][2] @docker-team
Dockerfile
/special/Dockerfile @special
^[Optional]
*.py @py nobody
!/vendor/x.py
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("a/Dockerfile", ("@all", "@docker-team")),
        ("special/Dockerfile", ("@all", "@special")),
        ("x.py", ("@all", "@py")),
        ("vendor/x.py", ("@all",)),
    ],
)
def test_codeowners_of_gitlab(path, owners):
    assert Owners.parse(GITLAB, Kind.GITLAB).of(path) == owners


@pytest.mark.parametrize(
    ("path", "owners"),
    [("a/Dockerfile", ("@one", "@two")), ("b/Dockerfile", ("@two", "@not-a")), ("(", ("@not-a",))],
)
def test_codeowners_of_gitea_are_expressions_and_all_count(path, owners):
    text = "a/.* @one\n.*/Dockerfile @two\n!a/.* @not-a\n(a+)+b @slow\n[ @broken\n"

    assert set(Owners.parse(text, Kind.GITEA).of(path)) == set(owners)


def test_codeowners_lie_where_the_forge_looks(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/CODEOWNERS").write_text("* @docs\n")
    assert Owners.read(tmp_path, Kind.GITHUB).of("x") == ("@docs",)
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/CODEOWNERS").write_text("* @first\n")
    assert Owners.read(tmp_path, Kind.GITHUB).of("x") == ("@first",)
    assert Owners.read(tmp_path, Kind.GITLAB).of("x") == ("@docs",)


def test_the_root_is_no_service_of_what_lies_deep_in_a_monorepo(tmp_path):
    (tmp_path / "pyproject.toml").touch()

    keys = [
        key_of(n, "service", tmp_path, Owners())
        for n in ("Dockerfile", "docker/x.Dockerfile", "a/b/Dockerfile")
    ]

    assert keys == [".", ".", "a/b"]


def test_keys_do_not_depend_on_other_files(tmp_path):
    assert key_of("a/b/Dockerfile", "directory", tmp_path, Owners()) == "a/b"
