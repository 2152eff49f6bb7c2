"""Debian's tools in a stage that has busybox: options it does not take, commands it does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Fix, Need, Obstacle, Record, Remark, Topic
from migrator.alpine.moved_stages import Flavour
from migrator.apt.recommended import comes_along
from migrator.busybox.applets import Applet, Trouble, troubles
from migrator.busybox.debian_commands import TOOLCHAIN, DebianCommand
from migrator.busybox.echo_escapes import echo_differs
from migrator.editing import delete_words, json_word
from migrator.requirements.installers import installer_words
from migrator.service.stage_calls import Call
from migrator.shell import Command, program, unwrap
from migrator.shell.wrappers import SHELLS
from migrator.source import Edit

_DASH = frozenset({"sh", "dash", "ash"})
_LETTERS = re.compile(r"-[A-Za-z]+")
_PRINTF = "printf prints the same everywhere"
_ELSEWHERE = frozenset(
    [
        *("apt", "apt-get", "apt-cache", "apt-key", "apt-mark", "apt-config", "add-apt-repository"),
        *("aptitude", "dpkg", "dpkg-deb", "dpkg-query", "dpkg-architecture"),
    ]
)
"""What the translation of apt deals with."""


_SSH = re.compile(r"/etc/ssh(?:/|\Z)")
_OVER_SSH = re.compile(r"(?:git\+)?ssh://|[\w.-]+@[\w.-]+:(?!//)")
_FETCHES = frozenset({"clone", "fetch", "ls-remote", "pull", "push", "submodule"})
"""What git does over the network, with ssh where the address says so."""
_R = frozenset({"R", "Rscript", "littler", "r"})
_R_INSTALLS = re.compile(r"install\.packages|biocLite|BiocManager|install_\w+\(|pak::|renv::")
_BUNDLERS = (("pyinstaller",), ("PyInstaller",))
_LOOKERS = frozenset({"rm", "rmdir", "ls", "test", "[", "find", "echo", "printf"})
"""What takes no harm from a folder that is absent, or only speaks of it."""


def folder_records(view: AlpineStage, calls: Iterable[Call]) -> Iterator[Record]:
    """Give the package of /etc/ssh where something is written there: the full Debian image has the folder."""
    if view.moved.before is not Flavour.FULL:
        return
    for call in calls:
        inner = unwrap(call.command)
        words = () if program(inner) in _LOOKERS else inner.arguments
        if not any(_SSH.search(word.value or word.text) for word in (*words, *call.command.redirects)):
            continue
        if program(inner) == "mkdir":
            return
        line = call.instruction.line if call.file else call.line
        if "openssh-client" not in view.packages_at(call.instruction):
            yield Need(("openssh-client",), call.instruction, line, "openssh-client for /etc/ssh", call.place)


def option_records(view: AlpineStage, call: Call) -> Iterator[Record]:
    """Give what busybox refuses or misreads in one command line."""
    command = call.command
    inner = unwrap(command)
    for each in (command,) if inner is command else (command, inner):
        name = program(each)
        applet = Applet.of(view.knowledge, name) if name else None
        if applet is None or view.packages_at(call.instruction).intersection(applet.apk):
            continue
        found = troubles(applet, each)
        if found:
            yield from _mended(view, call, applet, found)


def _mended(view: AlpineStage, call: Call, applet: Applet, found: tuple[Trouble, ...]) -> Iterator[Record]:
    edits = _edits(view, call, found) if call.editable else None
    what = ", ".join(dict.fromkeys(trouble.what for trouble in found))
    if edits is not None:
        reason = f"busybox {applet.name} has no {what}"
        yield Fix(Topic.OPTION, call.line, reason, edits)
        return
    verb = "misreads" if all(trouble.silent for trouble in found) else "does not take"
    whose = applet.name if applet.apk == (applet.name,) else f"{' '.join(applet.apk)} for {applet.name}"
    where = f"{call.place}: busybox {verb} {what}"
    line = call.instruction.line if call.file else call.line
    yield Need(applet.apk, call.instruction, line, whose, where)


def _edits(view: AlpineStage, call: Call, found: tuple[Trouble, ...]) -> tuple[Edit, ...] | None:
    """Give the edits that write the same for busybox; None where one of the options has no other way."""
    edits: list[Edit] = []
    for trouble in found:
        if trouble.edits is None:
            return None
        if not trouble.edits:
            gone = delete_words(view.dockerfile, call.instruction, (trouble.word,))
            if gone is None:
                return None
            edits += gone
        for edit in trouble.edits:
            whole = (edit.start, edit.end) == (trouble.word.span.start, trouble.word.span.end)
            if call.command.exec and not whole:
                return None
            edits.append(replace(edit, text=json_word(edit.text)) if call.command.exec else edit)
    return _clustered(view, edits)


def _clustered(view: AlpineStage, edits: list[Edit]) -> tuple[Edit, ...]:
    """Write ``-r -f``, where both take the place of long options side by side, as ``-rf``."""
    found: list[Edit] = []
    for edit in edits:
        last = found[-1] if found else None
        if last and _LETTERS.fullmatch(last.text) and _LETTERS.fullmatch(edit.text):
            between = view.dockerfile.source.text[last.end : edit.start]
            if between == " ":
                found[-1] = Edit(last.start, edit.end, last.text + edit.text[1:])
                continue
        found.append(edit)
    return tuple(found)


def echo_records(call: Call) -> Iterator[Record]:
    """Give what becomes of an ``echo`` whose escapes dash expands and busybox does not."""
    if call.reader not in _DASH:
        return
    differs = echo_differs(call.command)
    if differs is False:
        return
    line = call.instruction.line if call.file else call.line
    if differs and call.editable and not call.command.exec:
        end = call.command.words[0].span.end
        reason = "dash's echo expands \\n and the like, that of busybox only with -e"
        yield Fix(Topic.ECHO, line, reason, (Edit.at(end, " -e"),))
    else:
        yield Remark(line, f"echo prints its backslashes as they are on Alpine ({call.place})", _PRINTF)


def command_records(view: AlpineStage, call: Call) -> Iterator[Record]:
    """Give what becomes of a command that the Debian image or its packages had and python:alpine has not."""
    inner = unwrap(call.command)
    called = _configure(inner) or program(inner)
    for name in dict.fromkeys((*inner.wrappers, called, _transport(inner), _bundler(inner))):
        if name in SHELLS:
            continue
        row = DebianCommand.of(view.knowledge, name) if name and name not in _ELSEWHERE else None
        if row is None or not (row.image <= view.moved.before or _came_along(view, call, row)):
            continue
        line = call.instruction.line if call.file else call.line
        if not row.apk:
            where = f" ({call.place})" if call.file else ""
            yield Obstacle(line, f"python:alpine has no {row.name}{where}", row.note)
        elif not view.packages_at(call.instruction).issuperset(row.apk):
            build = not call.starts and TOOLCHAIN.issuperset(row.apk)
            what = row.name if row.apk == (row.name,) else f"{' '.join(row.apk)} for {row.name}"
            packages = ("build-base",) if name == "make" else row.apk  # make runs compilers unnamed
            yield Need(packages, call.instruction, line, what, call.place, build)
            if build and not {"build-base", "g++"}.isdisjoint(packages):
                whose = "libstdc++ for what is compiled"
                yield Need(("libstdc++",), call.instruction, line, whose, call.place)


def r_records(call: Call) -> Iterator[Record]:
    """Give the packages of R that a command installs: on Alpine every one of them is compiled."""
    inner = unwrap(call.command)
    if program(inner) in _R and any(_R_INSTALLS.search(word.text) for word in inner.arguments):
        line = call.instruction.line if call.file else call.line
        message = f"R compiles its packages, and Alpine's R has no headers and compilers ({call.place})"
        yield Obstacle(line, message, "keep this image on Debian")


def plugin_records(call: Call) -> Iterator[Record]:
    """Give the plugins of uwsgi that a command compiles: the headers for it leave with uwsgi's own RUN."""
    inner = unwrap(call.command)
    if program(inner) == "uwsgi" and any(word.text.startswith("--build-plugin") for word in inner.arguments):
        line = call.instruction.line if call.file else call.line
        message = f"uwsgi compiles a plugin with headers that are gone then on Alpine ({call.place})"
        yield Obstacle(
            line, message, "compile it in the RUN that installs uwsgi, or keep this image on Debian"
        )


def _came_along(view: AlpineStage, call: Call, row: DebianCommand) -> bool:
    """Tell whether a package of the stage has a namesake on Debian with which apt installs the command."""
    there = view.packages_at(call.instruction)
    names = {along for name in there for along in comes_along(view.knowledge, name)} if row.apk else set()
    rows = (view.knowledge.apt(name) for name in names)
    return bool(names) and {*row.apk}.issubset(apk for each in rows if each is not None for apk in each.apk)


def _transport(command: Command) -> str | None:
    """Give ``ssh`` where git fetches from an address that it goes to with ssh."""
    words = [word.value or word.text for word in command.arguments]
    fetches = program(command) == "git" and not _FETCHES.isdisjoint(words)
    return "ssh" if fetches and any(map(_OVER_SSH.match, words)) else None


def _bundler(command: Command) -> str | None:
    """Give ``objdump`` for PyInstaller, which ends without it."""
    return "objdump" if installer_words(command)[:1] in _BUNDLERS else None


def _configure(command: Command) -> str | None:
    """Give ``gcc`` for a configure script: it looks for a compiler first of all."""
    return "gcc" if program(command) == "configure" else None
