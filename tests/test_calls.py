"""The oracle that runs RUNs with stand-ins for all programs: what it reads, and that it finds what it is for."""

import os
import shutil

import pytest

from fuzz.builds import Run, build, runs_of
from fuzz.calls import differences

real = pytest.mark.skipif(
    os.geteuid() != 0 or not all(map(shutil.which, ("bash", "dash", "busybox"))),
    reason="a root folder of its own is for root, with bash, dash and busybox",
)


def runs(*scripts, base="debian:12"):
    return tuple(runs_of(f"FROM {base}\n" + "".join(f"RUN {each}\n" for each in scripts)))


def test_a_run_is_read_with_what_is_in_force():
    text = (
        "ARG TAG=3.12-alpine\nFROM python:$TAG\nARG VERSION=1\nENV HOME=/srv\nWORKDIR /app\nWORKDIR ${VERSION}\n"
        'RUN one \\\n && two\nRUN ["three"]\nSHELL ["/bin/bash", "-ec"]\nRUN <<EOF\nfour\nEOF\n'
    )
    first, second = runs_of(text)
    assert first == Run(("ash", "-c"), "/app/1", {"HOME": "/srv", "VERSION": "1"}, "one  && two")
    assert (second.shell, second.script) == (("/bin/bash", "-ec"), "four\n")


def test_what_nobody_can_read_is_said():
    with pytest.raises(ValueError, match="must have two arguments"):
        tuple(runs_of("FROM a\nENV b\n"))


@real
@pytest.mark.parametrize("base", ["debian:12", "alpine:3.22"])
def test_programs_are_stand_ins(base):
    found = build(runs('cd /there/is/none && git clone "a b" | tee x; ./configure $(nproc)', base=base))
    assert found.status == 0
    assert sorted(found.calls) == ["configure 2 ", "git clone a b ", "nproc  ", "tee x "]


@real
def test_a_build_ends_with_the_first_run_that_fails():
    found = build(runs("one && two && three", "four"), failing=["two"])
    assert (found.status, found.calls) == (1, ("one  ", "two  "))


@real
def test_what_does_not_end_is_ended_and_tells_nothing(monkeypatch):
    monkeypatch.setattr("fuzz.builds.SECONDS", 0.5)
    assert build(runs("while true; do echo; done | while read it; do true; done")).status is None


@real
def test_another_call_is_told():
    assert list(differences(runs("make a", "make b"), runs("make a && make c"))) == [
        "lost: make b ",
        "new: make c ",
    ]


@real
def test_a_failure_that_the_build_would_bear_is_told():
    before, after = runs("(set -e; one; two)"), runs("(set -e; one; two) && rm -rf /var/lib/apt/lists/*")
    assert list(differences(before, after)) == ["where one fails: 1 before, 0 after"]


@real
def test_package_managers_and_installers_may_differ():
    before = runs("apt-get update && apt-get install -y git && pip install flask")
    after = runs("apk add git && uv pip install flask", base="alpine:3.22")
    assert list(differences(before, after)) == []
