"""A world for each test: a forge on loopback, a repository on it, a user's checkout, a clock that does not wait."""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from migrator import registry
from migrator.cli import main
from migrator.forge import throttle
from tests.forge.server import Forge
from tests.forge.small import TRANSFORMS

TOKEN = "ghp_T0psecret+of/the=forge"
DOCKERFILE = "FROM python:3.12-slim\n# why\nRUN one\nRUN two\nUSER app\n"
VARIABLES = {"github": "GITHUB_TOKEN", "gitlab": "GITLAB_TOKEN", "gitea": "GITEA_TOKEN"}


def git(folder, *arguments):
    done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout.strip()


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self):
        self.time, self.waits = 1_800_000_000.0, []

    def now(self):
        self.time += 0.001
        return self.time

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.time += seconds


@dataclass
class Called:
    exit_code: int
    stdout: str
    stderr: str


@dataclass
class World:
    forge: Forge
    checkout: Path
    clock: Clock
    home: Path
    said: list = field(default_factory=list)
    logged: list = field(default_factory=list)
    commands: list = field(default_factory=list)

    def pr(self, *arguments):
        """Call `dfmigrate pr` as its user does, in his checkout."""
        result = CliRunner().invoke(
            main, ["pr", *arguments, "--base-url", self.forge.url, "--forge", self.forge.face.kind]
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.said += [result.stdout, result.stderr]
        return Called(result.exit_code, result.stdout, result.stderr)

    def write(self, name, text):
        """Put a file on the base branch, as somebody else does who works on the project; None takes it away."""
        self.write_all({name: text})

    def write_all(self, files):
        """Put files on the base branch in one commit."""
        other = self.home / "other"
        if not other.exists():
            git(self.home, "clone", "-q", self.forge.repositories["acme/shop"], other)
        git(other, "pull", "-q", "origin", "main")
        for name, text in files.items():
            path = other / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        git(other, "add", "-A")
        git(other, "commit", "-q", "-m", f"change {next(iter(files))}")
        git(other, "push", "-q", "origin", "main")

    def push_by_hand(self, branch, owner="acme"):
        """Somebody adds a commit to a branch of dfmigrate's."""
        other = self.home / "person"
        git(self.home, "clone", "-q", "-b", branch, self.forge.repositories[f"{owner}/shop"], other)
        (other / "by-hand").write_text("x")
        git(other, "add", "-A")
        git(other, "commit", "-q", "-m", "mine")
        git(other, "push", "-q", "origin", branch)
        return git(other, "rev-parse", "HEAD")

    @property
    def branches(self):
        return {name: head for name, head in self.forge.heads("acme/shop").items() if name != "main"}

    def show(self, branch, name, repository="acme/shop"):
        return git(self.forge.repositories[repository], "show", f"{branch}:{name}") + "\n"


def snapshot(checkout):
    """Give all of a checkout and of its references, to see that nothing of the user's moved."""
    files = {
        str(path.relative_to(checkout)): path.read_bytes()
        for path in sorted(checkout.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(checkout).parts
    }
    kept = ("HEAD", "index", "config")
    own = {name: (checkout / ".git" / name).read_bytes() for name in kept}
    references = git(checkout, "for-each-ref")
    return (
        files,
        own,
        references,
        git(checkout, "worktree", "list").splitlines()[1:],
        git(checkout, "stash", "list"),
    )


def make_world(kind, folder, token=TOKEN, path="acme/shop"):
    """Give a forge with the repository acme/shop (or `path`) and a checkout of it; the environment must be set."""
    forge = Forge(kind, folder / "forge", token)
    forge.path = path
    bare = forge.repository(path)
    checkout = folder / "checkout"
    git(folder, "clone", "-q", bare, checkout)
    for name in ("services/a/Dockerfile", "services/b/Dockerfile"):
        place = checkout / name
        place.parent.mkdir(parents=True)
        place.write_text(DOCKERFILE)
    (checkout / "README.md").write_text("# shop\n")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "start")
    git(checkout, "push", "-q", "origin", "HEAD:main")
    git(checkout, "remote", "set-url", "origin", forge.clone_url(path))
    return forge, checkout


def isolate(monkeypatch, folder, kind):
    """Give git and dfmigrate a home of their own and the token in the environment."""
    for name in [
        name for name in os.environ if name.startswith(("GIT_", "GITHUB_", "GH_", "GITLAB_", "GITEA_", "CI_"))
    ]:
        monkeypatch.delenv(name)
    settings = folder / "gitconfig"
    settings.write_text(
        "[user]\n\tname = Robot\n\temail = robot@example.com\n[init]\n\tdefaultBranch = main\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(folder))
    (folder / "template").mkdir()
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(folder / "template"))  # without a dozen sample hooks each time
    monkeypatch.setenv(VARIABLES[kind], TOKEN)
    return settings


def forms(token=TOKEN):
    """Give all forms in which the token could leak."""
    users = ("x-access-token", "oauth2")
    pairs = [base64.b64encode(f"{user}:{token}".encode()).decode() for user in users]
    return [token, quote(token, safe=""), base64.b64encode(token.encode()).decode(), *pairs]


def leaks(pieces, token=TOKEN):
    """Give the places whose text holds the token in any form."""
    return [place for place, text in pieces if any(form in text for form in forms(token))]


def everything_written(world):
    """Give all that a run left or said, in pieces: name of the place and text.

    Output, log, arguments of processes, requests but for the header that authorises, what the forge stores, and
    every file below the home of this test: git's, dfmigrate's (settings of git, resume file, kept answers), bare ones.
    """
    yield from (("output", text) for text in world.said)
    yield from (("log", text) for text in world.logged)
    yield from (("arguments", " ".join(command)) for command in world.commands)
    yield from (("request", text) for text in world.forge.heard)
    yield from (("pull request", json.dumps(vars(pull))) for pull in world.forge.pulls)
    for path in world.home.rglob("*"):
        if path.is_file() and path.name != "gh-secret":
            yield str(path), path.read_bytes().decode("latin-1")
    for bare in world.forge.repositories.values():
        yield f"{bare} history", git(bare, "log", "--all", "-p", "--format=fuller")


class Logged(logging.Handler):
    """Keeps all that any library logs, as text."""

    def __init__(self, texts):
        super().__init__(logging.DEBUG)
        self.texts = texts

    def emit(self, record):
        self.texts.append(self.format(record))


@pytest.fixture
def logged():
    """All that is logged, down to the last detail."""
    texts, root = [], logging.getLogger()
    handler, before = Logged(texts), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield texts
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Fail a test whose captured output shows a token: what pytest would print of it counts as well."""
    report = yield
    if leaks(("captured", text) for _, text in report.sections):
        report.outcome, report.longrepr = "failed", "the captured output of this test holds a token"
    return report


@pytest.fixture(params=["github"])
def world(request, tmp_path, monkeypatch, logged):
    """A world on GitHub, or on the forges that a test names; no run may leave a token anywhere."""
    kind = request.param
    isolate(monkeypatch, tmp_path, kind)
    forge, checkout = make_world(kind, tmp_path)
    clock = Clock()
    monkeypatch.setattr(throttle.SystemClock, "now", lambda _: clock.now())
    monkeypatch.setattr(throttle.SystemClock, "sleep", lambda _, seconds: clock.sleep(seconds))
    monkeypatch.setattr(registry, "installed", lambda: TRANSFORMS)
    monkeypatch.chdir(checkout)
    made = World(forge, checkout, clock, tmp_path, logged=logged)
    recorded(monkeypatch, made.commands)
    yield made
    forge.stop()
    assert not leaks(everything_written(made))
    assert forge.problems == []


def recorded(monkeypatch, commands):
    """Note the arguments of every process."""
    start = subprocess.Popen.__init__

    def noting(self, arguments, *rest, **options):
        commands.append([str(each) for each in arguments])
        return start(self, arguments, *rest, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", noting)


every_forge = pytest.mark.parametrize("world", ["github", "gitlab", "gitea"], indirect=True)
