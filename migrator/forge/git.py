"""The user's own git as a subprocess: no hooks of the repository, no prompts, no secret in an argument."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path

from migrator import regex as re
from migrator.forge.remote import AddressError, parse
from migrator.forge.secret import Redactor
from migrator.records import dataclass
from migrator.report.text import printable

REMOTE = "dfmigrate"
"""The remote that exists in the environment of our own calls only."""
# Set where git calls us (a hook, `git rebase --exec`): they would point our calls elsewhere.
_INHERITED = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    # They would have git write settings and variables, our credentials among them, into the user's trace.
    "GIT_TRACE2_CONFIG_PARAMS",
    "GIT_TRACE2_ENV_VARS",
)
_QUIET = (
    ("core.fsmonitor", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("push.recurseSubmodules", "no"),
    ("push.followTags", "false"),
    ("submodule.recurse", "false"),
    ("advice.detachedHead", "false"),
)
# What git and the servers' gits say where a branch is not where it was seen.
_MOVED = ("stale info", "remote ref is at", "but expected", "incorrect old value", "reference already exists")
_NOISE = re.compile(r"hint:|\d\d:\d\d:\d\d\.\d+ ")
"""Advice, and lines of a trace that somebody asked git for."""
_FILTER = r"^filter\..*\.(clean|smudge|process|required)$"


class GitError(Exception):
    """A git command failed; the message says which and what git said, without credentials."""


class LeaseError(GitError):
    """The branch is no longer where it was seen: somebody pushed meanwhile."""


@dataclass(frozen=True)
class Git:
    """Git in `folder`. `config` goes through the environment, where `ps` and logs do not see it."""

    folder: Path
    environ: Mapping[str, str] = field(repr=False)
    config: tuple[tuple[str, str], ...] = field(default=_QUIET, repr=False)
    redact: Redactor = field(default=Redactor(), repr=False)

    def run(
        self, *arguments: str, stdin: bytes | None = None, environ: Mapping[str, str] | None = None
    ) -> bytes:
        """Give what the command prints; `environ` are more variables. Raises GitError."""
        done = self._done(arguments, stdin, environ or {})
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace")
            kind = LeaseError if any(sign in said for sign in _MOVED) else GitError
            raise kind(f"git {arguments[0]}: {self._clean(said) or f'exit {done.returncode}'}")
        return done.stdout

    def text(self, *arguments: str) -> str:
        """Give what the command prints as text without the last line end."""
        return os.fsdecode(self.run(*arguments)).rstrip("\n")

    def maybe(self, *arguments: str) -> str | None:
        """Give what the command prints, None where it fails."""
        done = self._done(arguments, None, {})
        return os.fsdecode(done.stdout).rstrip("\n") if done.returncode == 0 else None

    def within(self, *config: tuple[str, str], redact: Redactor | None = None) -> Git:
        """Give the same git with more configuration."""
        return replace(self, config=(*self.config, *config), redact=redact or self.redact)

    def _done(
        self, arguments: tuple[str, ...], stdin: bytes | None, more: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "-C", str(self.folder), *arguments]
        environ = self._environ() | dict(more)
        try:
            return subprocess.run(command, input=stdin or b"", capture_output=True, env=environ, check=False)  # noqa: S603
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror}; install git 2.31 or later") from error

    def _environ(self) -> dict[str, str]:
        environ = {name: value for name, value in self.environ.items() if name not in _INHERITED}
        environ |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_TRACE_REDACT": "1"}
        first = environ.get("GIT_CONFIG_COUNT", "0")
        start = int(first) if first.isdigit() else 0
        for index, (key, value) in enumerate(self.config, start):
            environ |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
        return environ | {"GIT_CONFIG_COUNT": str(start + len(self.config))}

    def _clean(self, said: str) -> str:
        lines = (printable(line.strip()) for line in self.redact(said).splitlines())
        return "; ".join(line for line in lines if line and not _NOISE.match(line))[:500]


def open_repository(start: Path, environ: Mapping[str, str]) -> Git:
    """Give git in the root of the repository that holds `start`; raises AddressError where none does."""
    git = Git(start if start.is_dir() else start.parent, environ)
    root = git.maybe("rev-parse", "--show-toplevel")
    if not root:
        raise AddressError(f"{start}: not in a git repository")
    git = replace(git, folder=Path(root))
    return git.within(("core.hooksPath", _own_hooks(git)), *_filters_off(git))


def _own_hooks(git: Git) -> str:
    """Give the folder of the user's own hooks (set for all repositories); those of this one stay quiet."""
    for scope in ("--global", "--system"):
        own = git.maybe("config", scope, "--type=path", "--get", "core.hooksPath")
        if own:
            return own
    return os.devnull


def _filters_off(git: Git) -> Iterable[tuple[str, str]]:
    """Switch off the filter programs that the repository's own configuration names."""
    names = git.maybe("config", "--local", "--name-only", "--get-regexp", _FILTER) or ""
    for name in dict.fromkeys(names.split("\n")):
        if name:
            yield name, "false" if name.endswith(".required") else ""


@dataclass(frozen=True)
class Remote:
    """A place to fetch from and push to, with the branches that it has."""

    git: Git

    @classmethod
    def at(cls, git: Git, url: str, authorization: str = "") -> Remote:
        """Give the remote at `url`; `authorization` is sent there alone and as the only one."""
        config: list[tuple[str, str]] = [(f"remote.{REMOTE}.url", url)]
        if authorization and parse(url).over_http:
            # An empty value first: a header that a CI job left in .git/config would be sent as well.
            header = f"http.{url}.extraHeader"
            config += [(header, ""), (header, f"Authorization: {authorization}")]
            config += [("http.followRedirects", "false"), ("credential.helper", "")]
        return cls(git.within(*config))

    def heads(self, *patterns: str) -> dict[str, str]:
        """Give the commits of the branches that fit `patterns` (``dfmigrate/*``), by branch name."""
        found = self.git.text("ls-remote", "--heads", REMOTE, *(f"refs/heads/{each}" for each in patterns))
        pairs = (line.split("\t", 1) for line in found.splitlines() if "\t" in line)
        return {name.removeprefix("refs/heads/"): commit for commit, name in pairs}

    def fetch(self, branches: Iterable[str]) -> None:
        """Bring the commits of `branches` here; no reference of the user's moves."""
        names = [f"refs/heads/{branch}" for branch in branches]
        if names:
            self.git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", REMOTE, *names)

    def push(self, commit: str, branch: str, expected: str) -> None:
        """Set `branch` to `commit` if it still is at `expected` ("": is not there); raises LeaseError."""
        reference = f"refs/heads/{branch}"
        lease = f"--force-with-lease={reference}:{expected}"
        self.git.run("push", "--quiet", lease, REMOTE, f"{commit}:{reference}")

    def delete(self, branch: str, expected: str) -> None:
        """Delete `branch` if it still is at `expected`; raises LeaseError."""
        self.push("", branch, expected)
