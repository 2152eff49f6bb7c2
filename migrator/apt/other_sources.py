"""What may give apt other packages than those of the image's own release."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.apt.commands import APT, AptCall, Kind, apt_call
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.line_names import named_line
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import script_at
from migrator.shell.wrappers import SHELLS

_FOLDER = re.compile(r"/etc/apt(?:/|\Z)|sources\.list")
_RELEASE = re.compile(
    r"\b(?:buster|bullseye|bookworm|trixie|forky|sid|unstable|testing|stable|experimental|backports)\b|\bdeb\b"
)
_HARMLESS = frozenset(
    {"apt-cache", "apt-config", "apt-file", "apt-mark", "debconf-set-selections", "dpkg-query"}
)
_DPKG_ASKS = frozenset({"--print-architecture", "-l", "-L", "-s", "-S", "--list", "--status", "--search"})
_SHELLS = SHELLS | {".", "source"}
_FOLDERS = (
    *("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/", "/opt/"),
    "/root/.",
)
_INSTALLERS = re.compile(
    r"install\.python-poetry\.org|astral\.sh/uv/|bootstrap\.pypa\.io/|sh\.rustup\.rs|pdm-project\.org/install|nvm-sh/nvm"
)
_NEAR = 20
"""So many commands before the one that runs a script are looked at for where it comes from."""
_PACKAGE_FILE = re.compile(r"(?:\.{0,2}/|~/).*|.*\.deb")


def other_source(dockerfile: Dockerfile, stage: Stage) -> tuple[int, str] | None:
    """Give where a stage, or one below it, may first change apt's sources, and by what; None for nowhere."""
    for each in reversed(dockerfile.lineage(stage)):
        for one in each.instructions:
            if (found := next(_of(dockerfile, one), None)) is not None:
                place = named_line(dockerfile.source.line_of(found[0]))
                return found[0], f"{found[1]} ({place})"
    return None


def _of(dockerfile: Dockerfile, one: Instruction) -> Iterator[tuple[int, str]]:
    if one.keyword in ("COPY", "ADD") and _FOLDER.search(copy_parts(one).destination.text):
        yield one.span.start, f"{one.keyword} puts files of apt into the image"
    if one.keyword != "RUN":
        return
    script = script_at(dockerfile, one)
    if script.opaque is not None:
        yield one.span.start, "a RUN that cannot be read may set up sources of packages"
    for index, command in enumerate(script.commands):
        before = script.commands[max(0, index - _NEAR) : index]
        texts = (dockerfile.source.slice(each.span) for each in (command, *_bringing(command, before)))
        for found in _command(command, texts):
            yield command.span.start, found


def _bringing(command: Command, before: tuple[Command, ...]) -> Iterator[Command]:
    """Give those of the commands `before` one that may have brought the script that it runs."""
    words = [word.value for word in command.arguments if word.value]
    names = {posixpath.basename(word) for word in words if not word.startswith("-")}
    piped = command.reads_pipe
    for each in reversed(before):
        piped = piped and each.feeds_pipe
        if piped or any(posixpath.basename(word.value or "") in names for word in each.arguments):
            yield each


def _command(command: Command, texts: Iterable[str]) -> Iterator[str]:
    inner = unwrap(command)
    call, name = apt_call(command), program(inner)
    if call is not None:
        yield from _apt(call, name or "")
    elif command.opaque_inner is not None or (name is None and inner.words):
        yield f"{inner.words[0].text if inner.words else 'a command'} may set up sources of packages"
    elif name in _SHELLS and _runs_a_script(inner) and not any(map(_INSTALLERS.search, texts)):
        yield f"a script that {name} runs may set up sources of packages"
    elif "/" in (inner.name or "") and not (inner.name or "").startswith(_FOLDERS):
        yield f"{inner.name} may set up sources of packages"


def _runs_a_script(inner: Command) -> bool:
    values = [word.value for word in inner.words[1:]]
    return inner.reads_pipe or (
        "-c" not in values and any(value is None or not value.startswith("-") for value in values)
    )


def _apt(call: AptCall, name: str) -> Iterator[str]:
    values = [word.value or "" for word in call.inner.words]
    if call.kind is Kind.INSTALL:
        files = [word.text for word in call.packages if _PACKAGE_FILE.fullmatch(word.value or "")]
        yield from (f"{text} may set up sources of packages" for text in files[:1])
    elif name in APT or name in _HARMLESS or (name == "dpkg" and _DPKG_ASKS.intersection(values)):
        return
    elif call.kind is Kind.REFUSED:
        yield call.reason
    elif name not in ("rm", "mkdir", "chmod"):
        texts = " ".join(word.text for word in (*call.inner.words, *call.inner.redirects))
        if "sources" in texts and (call.command.heredocs or _RELEASE.search(_without_hosts(texts))):
            yield f"{name} writes apt's sources"


def _without_hosts(text: str) -> str:
    return re.sub(r"[\w.\\-]*debian\\?\.org", "", text)
