"""Killed at any write and run again: nothing is doubled, nothing lost, nothing left lying about.

The write points are not listed by hand. Those of the forge (requests that change something, pushes) are counted
by the fake, which kills the run after it has carried one out, without an answer, or before it does. Those of this
machine (files, folders, processes that write) are counted by an audit hook in the run itself, where the remote is
a folder: it makes no difference to them, and git over HTTP costs three times as many processes.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from migrator.forge import marker
from tests.forge import victim
from tests.forge.conftest import (
    DOCKERFILE,
    TOKEN,
    World,
    everything_written,
    git,
    isolate,
    leaks,
    make_world,
    snapshot,
)

OPTIONS = ("--label", "migration")
DONE = DOCKERFILE.replace("RUN one", "RUN 1").replace("RUN two", "RUN 2")


@pytest.fixture(scope="module")
def processes():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.forge.victim"])
    return context


class Stage:
    """A world that can be put back to its start."""

    def __init__(self, folder, kind, processes):
        self.folder, self.kind, self.processes = folder, kind, processes
        self.forge, self.checkout = make_world(kind, folder)
        self.pristine = folder / "pristine"
        self.keep()

    def keep(self):
        """Make how things are now the start."""
        shutil.rmtree(self.pristine, ignore_errors=True)
        shutil.copytree(self.forge.folder, self.pristine / "forge")
        shutil.copytree(self.checkout, self.pristine / "checkout")
        self.pulls = [vars(each).copy() for each in self.forge.pulls]

    def restore(self):
        for name, place in (("forge", self.forge.folder), ("checkout", self.checkout)):
            shutil.rmtree(place)
            shutil.copytree(self.pristine / name, place)
        from tests.forge.server import StoredPull

        self.forge.pulls = [StoredPull(**_copied(each)) for each in self.pulls]
        self.forge.label_ids, self.forge.kill, self.forge.writes = {}, None, 0

    def run(self, *arguments, point=0, kill=None):
        """Run once in a process of its own; give (exit code, counted writes), None where killed."""
        self.forge.kill, self.forge.writes = kill, 0
        mine, theirs = self.processes.Pipe()
        options = ("--base-url", self.forge.url, "--forge", self.kind, "--repository", "acme/shop")
        job = (theirs, str(self.checkout), dict(os.environ), (*arguments, *options), point)
        process = self.processes.Process(target=victim.run, args=job)
        process.start()
        self.forge.victim = process.pid
        mine.send("go")
        process.join(60)
        assert process.exitcode in (0, -signal.SIGKILL)
        self.forge.kill = None
        return mine.recv() if process.exitcode == 0 else None

    def result(self):
        """Give all that counts in the end: pull requests as people see them, branches, the user's checkout."""
        pulls = [{**vars(each), "edits": 0, "labels": sorted(each.labels)} for each in self.forge.pulls]
        return pulls, self.forge.heads("acme/shop"), snapshot(self.checkout), self.leftovers()

    def leftovers(self):
        private = self.checkout / ".git" / "dfmigrate"
        return sorted(p.name for p in private.iterdir() if p.name not in ("lock", "answers.json"))

    def world(self):
        said = self.folder / "said"
        return World(self.forge, self.checkout, None, self.folder, [said.read_text()])


def _copied(values):
    return {name: list(value) if isinstance(value, list) else value for name, value in values.items()}


def opened(stage):
    """Open one pull request."""
    return "services/a"


def changed(stage):
    """One is to be updated, one to be closed."""
    assert stage.run("services", *OPTIONS)[0] == 0
    other = stage.folder / "other"
    git(stage.folder, "clone", "-q", stage.forge.repositories["acme/shop"], other)
    (other / "services/a/Dockerfile").write_text(DOCKERFILE + "EXPOSE 80\n")
    (other / "services/b/Dockerfile").write_text(DONE)
    git(other, "commit", "-q", "-a", "-m", "work")
    git(other, "push", "-q", "origin", "main")
    stage.keep()
    return "services"


@pytest.fixture
def folder(tmp_path):
    """Give a folder in memory where there is one: a thousand git commands wait for the disk otherwise."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="dfmigrate-test-") as name:
        yield Path(name)


@pytest.fixture
def stage(request, folder, monkeypatch, processes):
    """A stage on the forge that a test names; in the end no token lies anywhere."""
    isolate(monkeypatch, folder, request.param)
    made = Stage(folder, request.param, processes)
    yield made
    made.forge.stop()
    assert made.forge.problems == []
    assert not leaks(everything_written(made.world()), TOKEN)


class Undisturbed:
    """What a story comes to where nobody kills it, and how many writes that takes."""

    def __init__(self, stage, path):
        self.stage, self.path = stage, path
        stage.restore()
        code, self.local = stage.run(path, *OPTIONS)
        assert code == 0
        self.remote, self.wanted = stage.forge.writes, stage.result()
        assert self.wanted[0], "there are pull requests"
        assert all(not marker.read(each["body"]).pending for each in self.wanted[0])

    def holds_when_killed_at(self, **point):
        self.stage.restore()
        killed = self.stage.run(self.path, *OPTIONS, **point)
        assert killed is None, f"{point} was not reached: {killed}"
        code, _ = self.stage.run(self.path, *OPTIONS)
        assert code == 0, (point, (self.stage.folder / "said").read_text()[-2000:])
        assert self.stage.result() == self.wanted, point


@pytest.mark.parametrize("stage", ["github"], indirect=True)
def test_killed_at_every_write_of_this_machine(stage):
    git(stage.checkout, "remote", "set-url", "origin", stage.forge.repositories["acme/shop"])
    stage.keep()
    told = Undisturbed(stage, opened(stage))
    assert told.local >= 20

    for number in range(1, told.local + 1):
        told.holds_when_killed_at(point=number)


STORIES = [("github", opened), ("gitlab", opened), ("gitlab", changed), ("gitea", opened)]


@pytest.mark.parametrize(
    ("stage", "story"),
    STORIES,
    indirect=["stage"],
    ids=[f"{kind} {story.__name__}" for kind, story in STORIES],
)
def test_killed_after_every_write_to_the_forge(stage, story):
    told = Undisturbed(stage, story(stage))
    assert told.remote >= 2, "at least a push and a pull request"

    for number in range(1, told.remote + 1):
        told.holds_when_killed_at(kill=(number, "after"))
