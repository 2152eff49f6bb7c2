"""What a build fetches that may be another thing tomorrow: branches, ``latest``, unversioned scripts."""

from __future__ import annotations

from migrator import regex as re
from migrator.images.reference import ImageReference
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.options import option_values

_BRANCH = (
    r"(?:main|master|develop|development|dev|trunk|head|HEAD|nightly|latest|edge|stable|next|unstable|canary)"
)
_BRANCH_NAME = re.compile(rf"(?i)(?:origin/)?{_BRANCH}")
_FIXED_REF = re.compile(
    r"[0-9a-f]{7,40}|[A-Za-z._/-]*\d+(?:\.\d+)+.*|v?\d+|.*\$.*|refs/tags/.*|release[-_/]?v?\d.*"
)
_MOVING_URL = re.compile(
    rf"(?:/(?:raw/|refs/heads/|archive/(?:refs/heads/)?|zip/|tar\.gz/|tree/|blob/)?{_BRANCH}"
    r"(?:/|\.zip|\.tar\.gz|\Z)|[/_.-]latest(?:[/_.-]|\Z))"
)
_SCRIPTS = re.compile(
    r"https?://(?:install\.python-poetry\.org/?|astral\.sh/uv/install\.sh|sh\.rustup\.rs/?|get\.docker\.com/?"
    r"|bootstrap\.pypa\.io/(?:pip/)?get-pip\.py|pdm-project\.org/install-pdm\.py|deno\.land/install\.sh"
    r"|(?:deb|rpm)\.nodesource\.com/setup\S*)"
)
_GIT = re.compile(r"git\+[a-z]+://(?:[^/@\s]*@)?[^@#\s]+(?:@(?P<ref>[^#\s]+))?")
_VERSIONED = re.compile(r"\d+\.\d+|[0-9a-f]{12,}|[/_-]v?\d+(?:[/_.-]|\Z)")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_PICKS = frozenset({"checkout", "reset", "switch"})
_WELL_KNOWN = frozenset(
    {"python", "debian", "ubuntu", "alpine", "node", "nginx", "redis", "postgres", "mysql", "mariadb"}
    | {"golang", "rust", "busybox", "fedora", "centos", "httpd", "openjdk", "ruby", "php", "amazonlinux"}
    | {"rockylinux", "almalinux", "docker", "pypy"}
)


def is_fixed(ref: str) -> bool:
    """Tell whether a ref is one that stays: a version, a commit, or what a variable says."""
    return bool(_FIXED_REF.fullmatch(ref)) and not _BRANCH_NAME.fullmatch(ref)


def moving_git(url: str) -> str | None:
    """Give the branch that a ``git+…`` requirement follows, empty for the default one; None if fixed."""
    match = _GIT.search(url)
    if match is None:
        return None
    ref = match["ref"] or ""
    return None if ref and is_fixed(ref) else ref


def moving_url(url: str) -> str | None:
    """Say why what a URL gives may change, None where nothing in it says so."""
    if "$" in url or _COMMIT.search(url):
        return None
    plain = re.split(r"[?#]", url)[0]
    if _SCRIPTS.fullmatch(plain):
        return "it changes with every release"
    match = _MOVING_URL.search("/" + _path(plain))
    return f"{match[0].strip('/._-')} moves" if match else None


def is_versioned(url: str) -> bool:
    """Tell whether an address names a version or a checksum, or has a variable that may."""
    return "$" in url or bool(_VERSIONED.search(_path(url)))


def _path(url: str) -> str:
    return url.split("://", 1)[-1].partition("/")[2]


def cloned_branch(script: Script, command: Command) -> str | None:
    """Give the branch that a ``git clone`` follows, empty for the default one; None if it is left again."""
    inner = unwrap(command)
    words = [word.value or word.text for word in inner.words]
    if program(inner) != "git" or "clone" not in words[1:3]:
        return None
    branch = "".join(option_values(words, "-b", "--branch")[:1])
    later = (other for other in script.commands if other.span.start > command.span.start)
    if (branch and is_fixed(branch)) or any(picks_commit(other) for other in later):
        return None
    return branch


def picks_commit(command: Command) -> bool:
    """Tell whether a command is git going to a fixed commit or tag."""
    inner = unwrap(command)
    words = [word.value or word.text for word in inner.words]
    if program(inner) != "git" or not _PICKS & set(words):
        return False
    return any(is_fixed(word) for word in words[2:] if not word.startswith("-"))


def moving_image(image: ImageReference) -> str | None:
    """Say why an image may be another one tomorrow; None for one with a digest or a tag of its own.

    A bare name that no well-known image has may be a stage that another file brings in, and does not
    count.
    """
    if image.digest is not None:
        return None
    if image.tag is None:
        known = image.registry is not None or "/" in image.repository or image.repository in _WELL_KNOWN
        return f"{image} has no tag, which means latest" if known else None
    return f"{image} is another image with every release" if image.tag == "latest" else None
