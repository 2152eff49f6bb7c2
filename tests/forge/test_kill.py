"""Killed at any write and run again: nothing is doubled, nothing lost, nothing left lying about.

The write points are not listed by hand. Those of the forge (requests that change something, pushes) are counted
by the fake, which kills the run before it carries one out, or after it without an answer. Those of this machine
(files, folders, processes) are counted by an audit hook in the run itself.
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

OPTIONS = ("--label", "migration", "--reviewer", "anna", "--assignee", "ben", "--draft")
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
        options = ("--base-url", self.forge.url, "--forge", self.kind)
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


def fresh(stage):
    """Open pull requests for two services."""


def changed(stage):
    """One is to be updated, one to be closed, one is new."""
    assert stage.run("services", *OPTIONS)[0] == 0
    other = stage.folder / "other"
    git(stage.folder, "clone", "-q", stage.forge.repositories["acme/shop"], other)
    (other / "services/a/Dockerfile").write_text(DOCKERFILE + "EXPOSE 80\n")
    (other / "services/b/Dockerfile").write_text(DONE)
    (other / "services/c").mkdir()
    (other / "services/c/Dockerfile").write_text(DOCKERFILE)
    git(other, "add", "-A")
    git(other, "commit", "-q", "-m", "work")
    git(other, "push", "-q", "origin", "main")
    stage.keep()


@pytest.fixture
def folder(tmp_path):
    """Give a folder in memory where there is one: a thousand git commands wait for the disk otherwise."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="dfmigrate-test-") as name:
        yield Path(name)


STORIES = [("github", fresh), ("github", changed), ("gitlab", changed), ("gitea", fresh)]


@pytest.mark.parametrize(
    ("kind", "story"), STORIES, ids=[f"{kind} {story.__name__}" for kind, story in STORIES]
)
def test_killed_at_every_write_and_run_again(kind, story, folder, monkeypatch, processes):
    isolate(monkeypatch, folder, kind)
    stage = Stage(folder, kind, processes)
    story(stage)
    stage.restore()
    code, local = stage.run("services", *OPTIONS)
    assert code == 0
    remote, wanted = stage.forge.writes, stage.result()
    assert all(not marker.read(each["body"]).pending for each in wanted[0])
    points = [{"kill": (number, when)} for number in range(1, remote + 1) for when in ("before", "after")]
    if STORIES.index((kind, story)) == 0:  # what is written on this machine does not depend on the forge
        points += [{"point": number} for number in range(1, local + 1)]
    assert len(points) >= 2 * 6

    for point in points:
        stage.restore()
        killed = stage.run("services", *OPTIONS, **point)
        assert killed is None, f"{point} was not reached: {killed}"
        again = stage.run("services", *OPTIONS)
        assert again[0] == 0, (point, (folder / "said").read_text()[-2000:])
        assert stage.result() == wanted, point

    stage.forge.stop()
    assert stage.forge.problems == []
    assert not leaks(everything_written(stage.world()), TOKEN)
