"""What busybox makes of a command line that was written for Debian's tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.shell.model import Command
from migrator.source import Edit, Word

_SIGNAL = re.compile(r"-(?:SIG)?[A-Z][A-Z0-9+]*|-[0-9]+")
_NUMBER = re.compile(r"[-+][0-9]+[a-z]*")
_DATE = re.compile(r"@[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_PREDICATE = re.compile(r"-[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Applet:
    """A command of busybox and the options it takes, as ``applets.toml`` has it."""

    name: str
    apk: tuple[str, ...]
    short: str
    long: tuple[str, ...]
    rewritten: Mapping[str, str]
    dropped: tuple[str, ...]
    words: tuple[str, ...]
    differs: tuple[str, ...]
    stops: bool = False
    digits: bool = False
    signals: bool = False
    bundled: bool = False

    @classmethod
    def of(cls, knowledge: Knowledge, name: str) -> Applet | None:
        """Give the applet of that name; None where nothing is known about one."""
        take = knowledge.fields("applets.toml", name)
        if take is None:
            return None
        return cls(
            name=name,
            apk=take.names("apk"),
            short=take.text("short"),
            long=take.names("long"),
            rewritten=take.texts("as"),
            dropped=take.names("drop"),
            words=take.names("words"),
            differs=take.names("differs"),
            stops=take.flag("stop"),
            digits=take.flag("digits"),
            signals=take.flag("signals"),
            bundled=take.flag("bundled"),
        )

    def takes(self, letter: str) -> bool | None:
        """Tell whether an option letter takes a value; None where busybox does not know the letter."""
        at = self.short.find(letter) if letter not in ":;" else -1
        return None if at < 0 else self.short[at + 1 : at + 2] == ":"

    def joins(self, letter: str) -> bool:
        """Tell whether a letter takes a value only when it is written right behind it (``-i.bak``)."""
        at = self.short.find(letter)
        return at >= 0 and self.short[at + 1 : at + 2] == ";"

    def long_takes(self, name: str) -> bool | None:
        """Tell whether a long option takes the next word as value; None for one that is not known."""
        for each in self.long:
            if each.rstrip("=?") == name:
                return each.endswith("=")
        return None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A word of a command that busybox refuses, or silently treats in another way.

    `edits` write the same for busybox; None where only the package `apk` helps.
    """

    word: Word
    what: str
    edits: tuple[Edit, ...] | None = None
    silent: bool = False


def troubles(applet: Applet, command: Command) -> tuple[Trouble, ...]:
    """Give what stands against a command line, whose first word is the applet's name."""
    arguments = command.words[1:]
    if applet.words:
        return tuple(_predicates(applet, arguments))
    found = [*_Reader(applet, arguments).read(), *_silent(applet, arguments)]
    return tuple(found)


def _predicates(applet: Applet, arguments: tuple[Word, ...]) -> Iterator[Trouble]:
    inside = False
    previous = ""
    for word in arguments:
        text = word.plain
        if inside:
            inside = text not in (";", "+")
        elif previous in ("-name", "-iname", "-path", "-ipath", "-wholename", "-regex", "-perm", "-newer"):
            pass
        elif _PREDICATE.fullmatch(text) and text not in applet.words:
            yield Trouble(word, text)
        inside = inside or text in ("-exec", "-ok")
        previous = "" if previous in ("-name", "-perm") and text.startswith("-") else text


def _silent(applet: Applet, arguments: tuple[Word, ...]) -> Iterator[Trouble]:
    for pattern in applet.differs:
        for word in arguments:
            if re.search(pattern, word.unquoted):
                yield Trouble(word, word.text, silent=True)


class _Reader:
    """Reads the arguments as busybox's getopt would, and stops at each that it would refuse."""

    def __init__(self, applet: Applet, arguments: tuple[Word, ...]) -> None:
        self.applet = applet
        self.rest = list(arguments)

    def read(self) -> Iterator[Trouble]:
        first = True
        while self.rest:
            word = self.rest.pop(0)
            text = word.plain
            if text == "--":
                return
            if first and self.applet.bundled and not text.startswith("-"):
                yield from self._cluster(word, text)
            elif text.startswith("--"):
                yield from self._long(word, text)
            elif self._is_cluster(text):
                yield from self._cluster(word, text[1:])
            elif self.applet.stops and not (self.applet.digits and _NUMBER.fullmatch(text)):
                return
            first = False
        return

    def _is_cluster(self, text: str) -> bool:
        if len(text) < 2 or not text.startswith("-") or text.startswith("-$"):
            return False
        if self.applet.digits and _NUMBER.fullmatch(text):
            return False
        return not (self.applet.signals and _SIGNAL.fullmatch(text))

    def _long(self, word: Word, text: str) -> Iterator[Trouble]:
        name, equals, value = text[2:].partition("=")
        takes = self.applet.long_takes(name)
        if takes is not None:
            given = value if equals else ""
            if takes and not equals and self.rest:
                given = self.rest.pop(0).value or ""
            if self.applet.name == "date" and name == "date" and not _DATE.fullmatch(given):
                yield Trouble(word, f"--date={given or '…'}")
        elif (short := self.applet.rewritten.get(name)) is not None and not equals:
            yield Trouble(word, f"--{name}", (Edit.over(word.span, short),))
        elif (short := self.applet.rewritten.get(f"{name}=")) is not None:
            yield Trouble(word, f"--{name}", _with_value(word, short, equals))
            if not equals and self.rest:
                self.rest.pop(0)
        elif name in self.applet.dropped:
            yield Trouble(word, f"--{name}", ())
        else:
            yield Trouble(word, f"--{name}")

    def _cluster(self, word: Word, letters: str) -> Iterator[Trouble]:
        for index, letter in enumerate(letters):
            takes = self.applet.takes(letter)
            if takes is None:
                yield Trouble(word, f"-{letter}")
                return
            if self.applet.joins(letter):
                return
            if takes:
                value = letters[index + 1 :]
                if not value and self.rest:
                    value = self.rest.pop(0).value or ""
                if self.applet.name == "date" and letter == "d" and not _DATE.fullmatch(value):
                    yield Trouble(word, f"-d {value or '…'}")
                if not self.applet.bundled:
                    return


def _with_value(word: Word, short: str, equals: str) -> tuple[Edit, ...] | None:
    """Write ``--lines=5`` as ``-n 5``, in the word's own quotes."""
    if not equals:
        return (Edit.over(word.span, short),)
    start = word.text.find("=") + 1
    quoted_whole = word.text[:1] in "\"'"
    if quoted_whole or word.span.end - word.span.start != len(word.text):
        return None
    return (Edit(word.span.start, word.span.start + start, f"{short} "),)
