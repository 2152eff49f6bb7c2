"""Killed at any write and run again: nothing is doubled, nothing lost, nothing left lying about.

The write points are not listed by hand. Those of the forge (requests that change something, pushes) are counted
by the fake, which kills the run before it carries one out, and after it, without an answer. Those of this machine
(files, folders, processes that write) are named by an audit hook in the run itself, where the remote is a folder: it
makes no difference to them, and git over HTTP costs three times as many processes. A story adds the points that no
story before it had: what it shares with them comes before anything is asked of the forge.
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
        self.repositories = dict(self.forge.repositories)

    def begin(self, start, pulls):
        """Make the copy `start` the start again."""
        shutil.rmtree(self.pristine)
        shutil.copytree(start, self.pristine)
        self.pulls = pulls
        self.restore()

    def commit(self, name, text):
        """Somebody changes a file on the base branch; that is the new start."""
        other = self.folder / "other"
        git(self.folder, "clone", "-q", self.forge.repositories["acme/shop"], other)
        (other / name).write_text(text)
        git(other, "commit", "-q", "-a", "-m", "work")
        git(other, "push", "-q", "origin", "main")
        shutil.rmtree(other)
        self.keep()

    def restore(self):
        for name, place in (("forge", self.forge.folder), ("checkout", self.checkout)):
            shutil.rmtree(place)
            shutil.copytree(self.pristine / name, place)
        from tests.forge.server import StoredPull

        self.forge.pulls = [StoredPull(**_copied(each)) for each in self.pulls]
        self.forge.repositories, self.forge.sources = dict(self.repositories), {}
        self.forge.label_ids, self.forge.kill, self.forge.writes = {}, None, 0

    def run(self, *arguments, point=0, kill=None):
        """Run once in a process of its own; give (exit code, its writes), None where killed."""
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
        heads = {path: self.forge.heads(path) for path in self.forge.repositories}
        return pulls, heads, snapshot(self.checkout), self.leftovers()

    def leftovers(self):
        private = self.checkout / ".git" / "dfmigrate"
        return sorted(p.name for p in private.iterdir() if p.name not in ("lock", "answers.json"))

    def world(self):
        said = self.folder / "said"
        return World(self.forge, self.checkout, None, self.folder, said=[said.read_text()])


def _copied(values):
    return {name: list(value) if isinstance(value, list) else value for name, value in values.items()}


def opened(stage):
    """Open one pull request: the first run."""
    return ("services/a",)


def changed(stage):
    """One is to be updated: its file changed on the base; the other stays."""
    assert stage.run("services", *OPTIONS)[0] == 0
    stage.commit("services/a/Dockerfile", DOCKERFILE + "# NOTE\n")
    return ("services",)


def emptied(stage):
    """One is to be closed: nothing is left to do about its file."""
    assert stage.run("services", *OPTIONS)[0] == 0
    stage.commit("services/a/Dockerfile", DONE)
    return ("services",)


def reopened(stage):
    """One that somebody closed is to be opened again, for a file that changed."""
    assert stage.run("services/a", *OPTIONS)[0] == 0
    stage.commit("services/a/Dockerfile", DOCKERFILE + "# NOTE\n")
    stage.forge.pulls[0].state = "closed"
    stage.keep()
    return ("services/a", "--reopen")


def forked(stage):
    """Open one from a fork that is yet to be made, and ask somebody for a review."""
    return ("services/a", "--fork", "--reviewer", "anna")


STORIES = (opened, changed, emptied, reopened, forked)


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

    def __init__(self, stage, story):
        self.stage, self.arguments = stage, (*story(stage), *OPTIONS)
        stage.restore()
        code, self.local = stage.run(*self.arguments)
        assert code == 0
        self.remote, self.wanted = stage.forge.writes, stage.result()
        assert self.wanted[0], "there are pull requests"
        assert all(not marker.read(each["body"]).pending for each in self.wanted[0])

    def holds_when_killed_at(self, **point):
        self.stage.restore()
        killed = self.stage.run(*self.arguments, **point)
        assert killed is None, f"{point} was not reached: {killed}"
        code, _ = self.stage.run(*self.arguments)
        assert code == 0, (point, (self.stage.folder / "said").read_text()[-2000:])
        assert self.stage.result() == self.wanted, point


def numbered(names):
    """Tell the first write of a kind from the second."""
    return [(name, names[:place].count(name)) for place, name in enumerate(names)]


SHARES = 3


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("stage", ["github"], indirect=True)
def test_killed_before_every_write_of_this_machine_and_after_the_last(stage, share):
    git(stage.checkout, "remote", "set-url", "origin", stage.forge.repositories["acme/shop"])
    stage.keep()
    start, pulls, known, count = stage.pristine.with_name("start"), stage.pulls, set(), 0
    shutil.copytree(stage.pristine, start)
    for story in (opened, changed, emptied, reopened):  # a fork of a folder lies nowhere
        stage.begin(start, pulls)
        told = Undisturbed(stage, story)
        for point, name in enumerate(numbered(told.local), 1):
            if name in known:
                continue
            known.add(name)
            count += 1
            if count % SHARES == share:
                told.holds_when_killed_at(point=point)
    assert count >= 40, known


@pytest.mark.parametrize("story", STORIES, ids=[story.__name__ for story in STORIES])
@pytest.mark.parametrize("stage", ["github", "gitlab", "gitea"], indirect=True)
def test_killed_before_and_after_every_write_to_the_forge(stage, story):
    told = Undisturbed(stage, story)
    assert told.remote >= LEAST[story]

    for number in range(1, told.remote + 1):
        for when in ("before", "after"):
            told.holds_when_killed_at(kill=(number, when))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("stage", ["github"], indirect=True)
def test_ctrl_c_at_every_write_to_the_forge(stage, when):
    told = Undisturbed(stage, changed)
    stage.forge.sign = signal.SIGINT

    for number in range(1, told.remote + 1):
        stage.restore()
        code, _ = stage.run(*told.arguments, kill=(number, when))
        said = (stage.folder / "said").read_text()
        assert code == 130, (number, said[-2000:])
        assert said.endswith("dfmigrate: interrupted; the same command goes on where it stopped\n")
        assert "Traceback" not in said
        assert stage.leftovers() in ([], ["resume.json"])
        assert stage.run(*told.arguments)[0] == 0
        assert stage.result() == told.wanted


LEAST = {opened: 4, changed: 2, emptied: 1, reopened: 3, forked: 5}
"""Writes that a story cannot do without: a push, a pull request, its label, its texts …"""
