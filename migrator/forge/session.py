"""Puts the parts together: the repository, its remote, the forge and the token that opens it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from migrator.forge import gitea, github, gitlab
from migrator.forge.git import Git, GitError, Remote, open_repository
from migrator.forge.http import Api, Cache
from migrator.forge.model import Forge, ForgeError, Home
from migrator.forge.remote import GIT_USERS, TOKENS, Address, AddressError, Kind, Place, parse, place
from migrator.forge.secret import Redactor, Secret
from migrator.forge.state import load_cache
from migrator.forge.throttle import Throttle
from migrator.forge.workspace import ANSWERS, private_folder
from migrator.records import dataclass

_FORGES = {Kind.GITHUB: github, Kind.GITLAB: gitlab, Kind.GITEA: gitea}


@dataclass(frozen=True)
class Where:
    """Which repository is meant: options of the command line, None or "" where they were not given."""

    remote: str = "origin"
    forge: str | None = None
    base_url: str | None = None
    repository: str = ""


@dataclass(frozen=True)
class Session:
    """One repository opened for work on one forge."""

    git: Git
    folder: Path
    forge: Forge
    place: Place
    home: Home
    address: Address
    name: str
    throttle: Throttle
    cache: Cache
    token: Secret = field(repr=False)

    def remote(self, home: Home) -> Remote:
        """Give git's way to `home`, by the protocol of the user's own remote; a token only over HTTP."""
        if self.address.over_http:
            # Elsewhere than on the forge's own host, the user's credential helper has to do.
            trusted = parse(home.clone_url).host == self.place.host
            authorization = self.token.basic(GIT_USERS[self.place.kind]) if trusted else ""
            return Remote.at(self.git, home.clone_url, authorization)
        own = self.git.text("remote", "get-url", self.name)
        return Remote.at(self.git, own if home == self.home else home.ssh_url)

    def home_of(self, owner: str) -> Home | None:
        """Give the repository of `owner`: this one, or a fork; None where the token sees none."""
        if not owner:  # a fork that is gone
            return None
        return self.home if owner == self.home.owner else self.forge.fork(owner)


def address_of(git: Git, where: Where) -> Address:
    """Give the address of the user's remote; raises AddressError where there is none."""
    url = git.maybe("remote", "get-url", where.remote)
    if not url:
        raise AddressError(f"no remote is called {where.remote}: name one with --remote")
    return parse(url)


def local(start: Path, environ: Mapping[str, str]) -> tuple[Git, Path]:
    """Give git in the repository around `start` and dfmigrate's own folder in it; raises GitError."""
    git = open_repository(start, environ)
    return git, private_folder(git)


def open_session(git: Git, folder: Path, where: Where, throttle: Throttle) -> Session:
    """Find the forge and a token, and ask for the repository; raises AddressError, ForgeError, GitError."""
    address = address_of(git, where)
    at = place(address, where.forge, where.base_url, git.environ)
    path = where.repository or address.path
    if path.count("/") < 1 or (address.scheme == "file" and not where.repository):
        raise AddressError("the remote does not tell the repository's name: give --repository OWNER/NAME")
    token = find_token(at, git.environ)
    if token is None:
        names = " or ".join(TOKENS[at.kind])
        more = ", or log in with `gh auth login`" if at.kind is Kind.GITHUB else ""
        raise AddressError(f"no token for {at.host}: set {names}{more}")
    redact = Redactor((token,), (GIT_USERS[at.kind],))
    cache = load_cache(folder / ANSWERS)
    api = _api(at, token, throttle, cache, redact)
    home = _home(at, api, path)
    # By the name that it has now: a write to an old one is not everywhere passed on.
    forge, git = _forge(at.kind, api, home.path), git.within(redact=redact)
    return Session(git, folder, forge, at, home, address, where.remote, throttle, cache, token)


def _home(at: Place, api: Api, path: str) -> Home:
    """Ask for the repository; says what a no means here."""
    try:
        return _forge(at.kind, api, path).home()
    except ForgeError as error:
        meaning = {
            401: "the token is not accepted: it is wrong or has expired",
            404: f"{at.host} has no repository {path}, or the token may not see it",
        }.get(error.status)
        raise ForgeError(f"{meaning} ({error})" if meaning else str(error), error.status) from error


def known_place(git: Git, where: Where) -> Place | None:
    """Give the forge as far as it is known without asking anybody; None where it is not."""
    try:
        return place(address_of(git, where), where.forge, where.base_url, git.environ)
    except AddressError:
        return None


def find_token(at: Place, environ: Mapping[str, str]) -> Secret | None:
    """Give the token for a forge: of the environment, on GitHub else what `gh` knows."""
    for name in TOKENS[at.kind]:
        if environ.get(name, "").strip():
            return Secret(environ[name].strip())
    if at.kind is not Kind.GITHUB:
        return None
    command = ["gh", "auth", "token", "--hostname", at.host]
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=dict(environ), check=False)  # noqa: S603
    except OSError:
        return None
    return Secret(done.stdout.strip()) if done.returncode == 0 and done.stdout.strip() else None


def _api(at: Place, token: Secret, throttle: Throttle, cache: Cache, redact: Redactor) -> Api:
    import httpx

    client = httpx.Client(follow_redirects=False, trust_env=True)
    return Api(at.api, _FORGES[at.kind].headers(token), throttle, cache, redact, client)


def _forge(kind: Kind, api: Api, path: str) -> Forge:
    if kind is Kind.GITLAB:
        return gitlab.GitLab(api, path)
    return gitea.Gitea(api, path) if kind is Kind.GITEA else github.GitHub(api, path)


def base_commit(git: Git, remote: Remote | None, base: str, name: str = "origin") -> str:
    """Give the commit that `base` is at: on the remote, or as last fetched where that is not asked."""
    if remote is not None:
        heads = remote.heads(base)
        if base not in heads:
            raise GitError(f"the remote has no branch {base}")
        remote.fetch([base])
        return heads[base]
    for reference in (f"refs/remotes/{name}/{base}", f"refs/heads/{base}", base):
        commit = git.maybe("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
        if commit:
            return commit
    raise GitError(f"no branch {base} is known here; fetch it, or name another with --base")


def local_base(git: Git, name: str) -> str:
    """Give the default branch as far as it is known without asking anybody."""
    head = git.maybe("symbolic-ref", "--short", f"refs/remotes/{name}/HEAD")
    if head:
        return head.removeprefix(f"{name}/")
    return git.maybe("symbolic-ref", "--short", "HEAD") or "HEAD"
