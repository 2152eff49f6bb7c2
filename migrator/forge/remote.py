"""Where a repository lies: its remote's URL, the forge that it belongs to, and the forge's API."""

from __future__ import annotations

import enum
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from migrator import regex as re
from migrator.records import dataclass

_SCP = re.compile(r"(?:[^@/\s]+@)?(?P<host>[^:/\s]+):(?P<path>[^\s]+)")


class AddressError(Exception):
    """The forge or the repository cannot be told, or is not to be trusted with a token; says what to do."""


class Kind(enum.Enum):
    """The forges that pull requests can be opened on."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"


# Exact names only: a token must not go to whoever calls his host github.example.com.
KNOWN = {
    "github.com": Kind.GITHUB,
    "gitlab.com": Kind.GITLAB,
    "codeberg.org": Kind.GITEA,
    "gitea.com": Kind.GITEA,
}
_TRUSTED = {"GITHUB_SERVER_URL": Kind.GITHUB, "GH_HOST": Kind.GITHUB, "CI_SERVER_URL": Kind.GITLAB}
_API = {Kind.GITHUB: "/api/v3", Kind.GITLAB: "/api/v4", Kind.GITEA: "/api/v1"}
_WORDS = {"github": Kind.GITHUB, "gitlab": Kind.GITLAB, "gitea": Kind.GITEA, "forgejo": Kind.GITEA}


@dataclass(frozen=True)
class Address:
    """A remote's URL taken apart; user and password are not kept."""

    scheme: str
    host: str
    path: str

    @property
    def over_http(self) -> bool:
        """Tell whether git speaks HTTP to it, so that a token helps."""
        return self.scheme in ("http", "https")


@dataclass(frozen=True)
class Place:
    """One forge: its kind, the host with its port, and the root of its API."""

    kind: Kind
    host: str
    api: str


def parse(url: str) -> Address:
    """Give the address that `url` names: a URL, ``git@host:path`` or a local path."""
    if "://" in url:
        parts = urlsplit(url)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port and parts.scheme != "ssh" else "")
        return Address(parts.scheme, host, _repository(parts.path))
    match = _SCP.fullmatch(url)
    if match and len(match["host"]) > 1:  # one letter is a drive
        return Address("ssh", match["host"].lower(), _repository(match["path"]))
    return Address("file", "", _repository(url))


def _repository(path: str) -> str:
    return path.strip("/").removesuffix(".git")


def place(address: Address, kind: str | None, base_url: str | None, environ: Mapping[str, str]) -> Place:
    """Give the forge to talk to; raises AddressError where it is not known and nobody named it."""
    if base_url:
        return _named(base_url, kind)
    host = address.host
    if host in KNOWN:
        return _place(Kind(kind) if kind else KNOWN[host], f"https://{host}")
    for variable, trusted in _TRUSTED.items():
        web = environ.get(variable, "")
        web = web if "://" in web else f"https://{web}"
        if host and urlsplit(web).netloc.lower() == host:
            return _place(trusted, web)
    where = host or "a local folder"
    raise AddressError(
        f"the remote lies on {where}, which is no forge that dfmigrate knows: name it with --base-url "
        "https://HOST and, unless the name tells, --forge github|gitlab|gitea"
    )


def _named(base_url: str, kind: str | None) -> Place:
    parts = urlsplit(base_url if "://" in base_url else f"https://{base_url}")
    if not parts.hostname or parts.username or parts.password:
        raise AddressError("--base-url: give https://HOST without user and password")
    if parts.scheme != "https" and not _is_loopback(parts.hostname):
        raise AddressError("--base-url: only https, so that the token does not travel in the clear")
    told = KNOWN.get(parts.netloc) or next((k for word, k in _WORDS.items() if word in parts.hostname), None)
    if kind is None and told is None:
        raise AddressError(f"{parts.netloc}: say what runs there with --forge github|gitlab|gitea")
    return _place(Kind(kind) if kind else told, f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/"))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _place(kind: Kind | None, web: str) -> Place:
    kind = kind or Kind.GITHUB
    web = web.rstrip("/").removesuffix(_API[kind])
    host = urlsplit(web).netloc
    if host == "github.com":
        return Place(kind, host, "https://api.github.com")
    if kind is Kind.GITHUB and host.endswith(".ghe.com"):
        return Place(kind, host, f"https://api.{host}")
    return Place(kind, host, web + _API[kind])


TOKENS = {
    Kind.GITHUB: ("GITHUB_TOKEN", "GH_TOKEN"),
    Kind.GITLAB: ("GITLAB_TOKEN",),
    Kind.GITEA: ("GITEA_TOKEN", "FORGEJO_TOKEN"),
}
"""The environment variables that may hold a token, the first that is set wins."""

GIT_USERS = {Kind.GITHUB: "x-access-token", Kind.GITLAB: "oauth2", Kind.GITEA: "oauth2"}
"""The user name that goes with a token when git speaks HTTP."""
