"""Commands of apt and its kin: what each does, and the packages it names."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.wrappers import SHELLS
from migrator.source import Word

APT = frozenset({"apt-get", "apt", "aptitude"})
_VALUED = frozenset(
    {"-t", "--target-release", "--default-release", "-o", "--option", "-c", "--config-file", "-a"}
)
_RELEASE = re.compile(r"(?:-t|--target-release|--default-release)=?(?P<name>.*)")
_COMMENT = re.compile(r"`#[^`]*`")
_UNDONE = frozenset({"-d", "--download-only", "-s", "--simulate", "--dry-run", "--just-print", "--no-act"})
_FOREIGN = frozenset(
    {
        *("dpkg", "dpkg-deb", "dpkg-query", "dpkg-divert", "dpkg-architecture", "gdebi", "apt-key"),
        "apt-mark",
        *("apt-cache", "apt-config", "apt-ftparchive", "add-apt-repository", "apt-add-repository"),
        *("debconf-set-selections", "aptdcon", "apt-fast", "apt-file"),
    }
)
_WRITERS = frozenset(
    {"echo", "printf", "cat", "sed", "rm", "touch", "mkdir", "true", ":", "install", "chmod"}
)
_APT_CACHE = re.compile(r"/var/(?:lib/apt|cache/(?:apt|debconf)|log/(?:apt|dpkg))(?:/.*)?")
_SETTINGS = re.compile(r"/etc/(?:apt|dpkg|debconf\.conf)(?:/|\b)")
_OWN_HOSTS = re.compile(
    r"(?:deb|security|archive|snapshot|httpredir|ftp[a-z.]*|http|cdn-fastly)\.debian\.org"
    r"|(?:archive|security|old-releases|ports)\.ubuntu\.com"
)
_HOST = re.compile(
    r"(?:https?://|[^\w.-]|^)((?:[a-z0-9-]+\.)+(?:[a-z]{2,}))(?=[/\\:|,'\"\s#@!]|\Z)", re.IGNORECASE
)
_NOT_HOSTS = re.compile(r".*\.(?:list|sources|conf|d|gpg|asc|key|bak|deb|save)", re.IGNORECASE)
_SOURCE_HINT = "Alpine has packages of its own: install those, or keep this image on Debian"


class Kind(enum.Enum):
    """What a command does, as far as a package manager goes."""

    INSTALL = "installs"
    REMOVE = "removes"
    UPGRADE = "upgrades"
    NEEDLESS = "has nothing to do on Alpine"
    ASKS = "asks for the machine"
    REFUSED = "cannot be translated"


@dataclass(frozen=True, slots=True)
class AptCall:
    """A command that Alpine does not have, or that is about apt's files.

    `command` is as written, `inner` what ``sudo``, ``env`` … wrap, `verb` the word with apt's verb,
    `packages` the operands, `options` all other words behind the program, `release` the value of
    ``-t``. `reason` and `hint` say why a REFUSED one cannot be translated, or one that ASKS in some places.
    """

    kind: Kind
    command: Command
    inner: Command
    verb: Word | None = None
    packages: tuple[Word, ...] = ()
    options: tuple[Word, ...] = ()
    release: str = ""
    reason: str = ""
    hint: str = ""


def apt_calls(script: Script) -> Iterator[AptCall]:
    """Give the commands of a script that are about apt, in order.

    A shell is left out that is refused for what a command within it is refused for as well.
    """
    calls = [call for command in script.commands if (call := apt_call(command)) is not None]
    refused = [call for call in calls if call.kind is Kind.REFUSED]
    for call in calls:
        inside = (one for one in refused if one is not call and call.command.span.covers(one.command.span))
        if call not in refused or program(call.inner) not in SHELLS or not any(inside):
            yield call


def apt_program(command: Command) -> str:
    """Give which of apt, dpkg and the like a command calls; empty for others."""
    name = program(unwrap(command)) or ""
    return name if name in APT or name in _FOREIGN else ""


def apt_call(command: Command) -> AptCall | None:
    """Give what a command means to apt, None where it has nothing to do with it."""
    inner = unwrap(command)
    name = program(inner) or ""
    if name in APT:
        return _apt(command, inner)
    if name in _FOREIGN:
        return _foreign(command, inner, name)
    if name == "rm":
        return _removal(command, inner)
    if name in ("export", "unset") and inner.words[1:] and all(map(_is_frontend, inner.words[1:])):
        return AptCall(Kind.NEEDLESS, command, inner)
    texts = (*(word.text for word in inner.words), *(word.text for word in inner.redirects))
    if any(_SETTINGS.search(text) for text in texts):
        return _settings(command, inner, name, " ".join(texts))
    return None


def _is_frontend(word: Word) -> bool:
    return word.text.startswith(("DEBIAN_FRONTEND", "DEBCONF_", "APT_KEY_DONT_WARN"))


def _plain(word: Word) -> str:
    return word.plain.strip("\"'")


def _removal(command: Command, inner: Command) -> AptCall | None:
    """Read an ``rm``: NEEDLESS as a whole, or with the words in `packages` that may leave it."""
    paths = [word for word in inner.words[1:] if not word.text.startswith("-")]
    ours = tuple(
        word for word in paths if _APT_CACHE.fullmatch(_plain(word)) or _SETTINGS.search(_plain(word))
    )
    if not ours:
        return None
    return AptCall(Kind.NEEDLESS, command, inner, packages=() if len(ours) == len(paths) else ours)


def _apt(command: Command, inner: Command) -> AptCall:
    if "xargs" in inner.wrappers:
        return _refused(command, inner, "what xargs hands to it is not known", "write the packages out")
    options: list[Word] = []
    operands: list[Word] = []
    release = ""
    for word, value in _with_values(inner.words[1:]):
        text = _plain(word)
        if not text.startswith("-"):
            operands.append(word)
            continue
        if text in _UNDONE:
            return _refused(command, inner, f"{text} installs nothing", "leave the command out")
        options += [word] if value is None else [word, value]
        if match := _RELEASE.fullmatch(text):
            release = match["name"] if value is None else _plain(value)
    verb = operands[0] if operands else None
    kind = _kind(verb.value if verb else "", tuple(operands[1:]))
    if kind is Kind.REFUSED:
        said = verb.text if verb else ""
        reason = f"`{program(inner)} {said}`".replace(" `", "`") + " has no counterpart"
        return _refused(command, inner, reason, "do by hand what it is for")
    return AptCall(kind, command, inner, verb, tuple(operands[1:]), tuple(options), release)


def _with_values(words: Iterable[Word]) -> Iterator[tuple[Word, Word | None]]:
    """Give each word but comments, and with an option whose value is a word of its own that one."""
    rest = iter(words)
    for word in rest:
        if not _COMMENT.fullmatch(word.text):
            yield word, next(rest, None) if _plain(word) in _VALUED else None


def _kind(verb: str | None, operands: tuple[Word, ...]) -> Kind:
    if verb == "install":
        return Kind.INSTALL if operands else Kind.NEEDLESS
    if verb in ("remove", "purge", "autoremove", "autopurge"):
        return Kind.REMOVE if operands else Kind.NEEDLESS
    if verb in ("upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade"):
        return Kind.UPGRADE
    if verb in ("update", "clean", "autoclean", "distclean", "check", "", "--version"):
        return Kind.NEEDLESS
    return Kind.REFUSED


def _refused(command: Command, inner: Command, reason: str, hint: str) -> AptCall:
    return AptCall(Kind.REFUSED, command, inner, reason=reason, hint=hint)


def _foreign(command: Command, inner: Command, name: str) -> AptCall:
    values = [word.value or word.text for word in inner.words[1:]]
    if name == "dpkg" and any(value in ("-i", "--install", "--unpack") for value in values):
        return _refused(
            command, inner, "dpkg installs a package of Debian", "find it among Alpine's packages"
        )
    if name == "dpkg" and "--print-architecture" in values:
        kind = Kind.REFUSED if command.exec or len(values) > 1 else Kind.ASKS
        reason = "dpkg --print-architecture does not exist"
        hint = "use TARGETARCH (ARG TARGETARCH), or apk --print-arch, which says x86_64 and aarch64"
        return AptCall(kind, command, inner, reason=reason, hint=hint)
    if name in ("apt-key", "add-apt-repository", "apt-add-repository"):
        return _refused(command, inner, f"{name} adds a source of Debian packages", _SOURCE_HINT)
    return _refused(command, inner, f"{name} does not exist on Alpine", "do by hand what it is for")


def _settings(command: Command, inner: Command, name: str, text: str) -> AptCall:
    """Judge a command that touches apt's files: settings and Debian's own mirrors are no loss."""
    hosts = [host for host in _HOST.findall(text) if not _NOT_HOSTS.fullmatch(host)]
    foreign = [host for host in hosts if not _OWN_HOSTS.fullmatch(host.lower())]
    paths = [word for word in inner.words[1:] if "/" in _plain(word) and not _SETTINGS.search(_plain(word))]
    sources = "sources.list" in text or "keyring" in text or "trusted.gpg" in text or "preferences" in text
    outside = [
        word for word in paths if _plain(word).startswith("/") and not _APT_CACHE.fullmatch(_plain(word))
    ]
    piped = inner.reads_pipe or inner.feeds_pipe
    if name in _WRITERS and not piped and not outside and not (sources and foreign):
        return AptCall(Kind.NEEDLESS, command, inner)
    what = f"a source of Debian packages ({foreign[0]})" if foreign else "apt's sources or settings"
    writer = f"`{name}`" if name else "a redirect"
    return _refused(command, inner, f"{writer} sets up {what}", _SOURCE_HINT)
