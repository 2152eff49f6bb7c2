"""Commands that a Debian image has without asking: what has them on Alpine, if anything does."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from migrator.alpine.moved_stages import Flavour
from migrator.knowledge import Knowledge
from migrator.records import dataclass

_IMAGES = {"debian": Flavour.DEBIAN, "python-slim": Flavour.SLIM, "python": Flavour.FULL}

TOOLCHAIN = frozenset(
    [
        *("gcc", "musl-dev", "g++", "binutils", "make", "patch", "autoconf", "automake", "libtool"),
        *("m4", "pkgconf"),
    ]
)
"""Packages that only a build needs."""

_HOLDS: Mapping[str, tuple[str, ...]] = {
    "build-base": ("gcc", "musl-dev", "g++", "binutils", "make", "patch", "file"),
    "alpine-sdk": ("build-base", "git", "curl"),
    "gcc": ("binutils",),
    "g++": ("gcc", "musl-dev", "binutils"),
    "openssh": ("openssh-client", "openssh-keygen"),
    "openssh-client": ("openssh-keygen",),
    "util-linux": ("util-linux-misc", "lsblk", "findmnt", "mcookie", "partx", "wipefs", "runuser", "flock"),
    "automake": ("autoconf", "m4"),
    "autoconf": ("m4",),
    "pkgconfig": ("pkgconf",),
    "imagemagick-dev": ("imagemagick",),
    "e2fsprogs-extra": ("e2fsprogs",),
    "procps": ("procps-ng",),
    "git-lfs": ("git",),
    "git-fast-import": ("git",),
    "tk": ("tcl",),
    "tk-dev": ("tk", "tcl"),
    "gnupg": ("gpgv",),
    "openldap-dev": ("libldap",),
    "cyrus-sasl-dev": ("libsasl",),
    "libjpeg-turbo-dev": ("libjpeg-turbo",),
    "file-dev": ("libmagic",),
    "curl-dev": ("libcurl",),
    "zeromq-dev": ("libzmq",),
    "krb5-dev": ("krb5-libs",),
    "perl-utils": ("perl",),
    "bash-completion": ("bash",),
}
"""Packages that have others in them, or cannot be installed without them."""


@dataclass(frozen=True, slots=True)
class DebianCommand:
    """A command of the images of `image` and all fuller ones: `apk` has it, or nothing does (see `note`)."""

    name: str
    image: Flavour
    apk: tuple[str, ...]
    note: str

    @classmethod
    def of(cls, knowledge: Knowledge, name: str) -> DebianCommand | None:
        """Give the row of a command; None where python:alpine has it, or nothing is known about it."""
        take = knowledge.fields("debian-commands.toml", name)
        if take is None:
            return None
        return cls(name, _IMAGES.get(take.text("in"), Flavour.DEBIAN), take.names("apk"), take.text("note"))


def without_compilers(packages: Collection[str]) -> tuple[str, ...]:
    """Give packages with the rest of build-base in its place, for where gcc is there already."""
    return tuple(each for name in packages for each in (("g++", "make") if name == "build-base" else (name,)))


def held(packages: Collection[str]) -> frozenset[str]:
    """Give packages with those that they hold or bring along."""
    found: set[str] = set()
    todo = list(packages)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += _HOLDS.get(name, ())
            todo += [name.removesuffix("-dev")] if name.endswith("-dev") else []
    return frozenset(found)
