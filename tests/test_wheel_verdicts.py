"""The table of wheels against what an index lists: five sets of requirements, judged by packaging's tags.

The file names are those of uv's locks of these sets for every platform, of 2026-11-28; kept are wheels
for Linux that CPython 3.12 may use, and names without a platform.
"""

import json
from pathlib import Path

import pytest
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

import transforms
from migrator.knowledge import Knowledge
from migrator.requirements.wheel_files import has_musl_wheel

LISTED = json.loads((Path(__file__).parent / "data/wheel_files.json").read_text("utf-8"))
KNOWLEDGE = Knowledge.load(Path(transforms.__file__).parent / "data")
MACHINES = ("x86_64", "aarch64")


def fits(files: list[str], machine: str) -> bool:
    """Tell by packaging alone whether one of the wheels is for musl on `machine`."""
    platforms = [f"musllinux_1_{minor}_{machine}" for minor in (2, 1, 0)]
    tags = {
        *map(str, cpython_tags((3, 12), platforms=platforms)),
        *map(str, compatible_tags((3, 12), "cp312", platforms)),
    }
    return any(not tags.isdisjoint(map(str, parse_wheel_filename(name)[3])) for name in files)


def verdicts():
    for name, (version, files) in LISTED.items():
        row = KNOWLEDGE.native(name)
        if row is not None:
            yield from ((name, version, machine, row, files) for machine in MACHINES)


def test_there_are_enough_of_them():
    assert len(list(verdicts())) >= 60


@pytest.mark.parametrize("machine", MACHINES)
def test_the_table_agrees_with_the_index(machine):
    differing = {
        f"{name} {version}": (row.has_wheel(version, on), fits(files, on))
        for name, version, on, row, files in verdicts()
        if on == machine and row.has_wheel(version, on) is not fits(files, on)
    }

    assert not differing


@pytest.mark.parametrize("machine", MACHINES)
def test_what_no_table_has_can_be_had(machine):
    lacking = [
        name
        for name, (_, files) in LISTED.items()
        if KNOWLEDGE.native(name) is None and not fits(files, machine)
    ]

    assert not lacking


@pytest.mark.parametrize("machine", MACHINES)
def test_names_in_lock_files_are_judged_the_same_way(machine):
    for name, (_, files) in LISTED.items():
        assert has_musl_wheel(files, (3, 12), machine) is fits(files, machine), name
