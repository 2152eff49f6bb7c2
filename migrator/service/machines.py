"""What a Dockerfile has for amd64 alone, and which of it TARGETARCH can choose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts, words
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.shell.run_as import script_at
from migrator.source import Edit, Word
from migrator.versions import numbers

TABLE = "architectures.toml"

_MACHINE = re.compile(r"(?<![A-Za-z0-9])(?:amd64|x86_64|x86-64|x64|linux64)(?![A-Za-z0-9])")
_CHOOSES = re.compile(
    r"TARGET(?:ARCH|PLATFORM)|BUILDARCH|aarch64|arm64|armhf|armv7|uname -[a-z]*[mpi]|print-architecture"
    r"|\(arch\)"
)
_URL = re.compile(r"(?:https?|ftp)://[^\s|;&<>()]+")
_APT_SOURCE = re.compile(r"\barch=amd64\b")
_MULTIARCH = re.compile(r"/[\w./-]*x86_64-linux-gnu")
_SUM = re.compile(r"\b(?:sha\d*sum|shasum|md5sum|b2sum)\b|--checksum")
_SUM_VALUE = re.compile(r"\b[0-9a-fA-F]{32,}\b|\$\{?\w*(?:SHA|SUM|DIGEST|HASH|MD5)\w*", re.IGNORECASE)
_VERSION = re.compile(r"(?<![0-9.])([0-9]+(?:\.[0-9]+)+)")
_QUOTES = str.maketrans("", "", "\"'")


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one project names its downloads: `pattern` finds them, `inside` what their archives hold.

    `since` is the first version with a build for arm64, empty where all have one.
    """

    project: str
    pattern: re.Pattern[str]
    inside: re.Pattern[str] | None
    amd64: str
    arm64: str
    since: str

    @property
    def is_dockers(self) -> bool:
        """Whether the machines are called as Docker calls them."""
        return (self.amd64, self.arm64) == ("amd64", "arm64")

    def has_both(self, url: str | None) -> bool:
        """Tell whether what an address names has a build for arm64 too; what has no version in it does."""
        if not self.since:
            return True
        version = _VERSION.search(url) if url else None
        return url is not None and (version is None or numbers(version[1]) >= numbers(self.since))


@dataclass(frozen=True, slots=True)
class Bound:
    """Something for amd64 alone; `way_out` says what there is for arm64, where that is known."""

    line: int
    what: str
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Portable:
    """A download that TARGETARCH can choose: whose it is, and the edits, also where its file is named."""

    instruction: Instruction
    projects: tuple[str, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Machines:
    """The machine-dependent parts of one Dockerfile."""

    dockerfile: Dockerfile
    knowledge: Knowledge

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """The naming schemes of the table."""
        return tuple(_schemes(self.knowledge))

    def bounds(self, stage: Stage) -> Iterator[Bound]:
        """Give what of a stage is for amd64 alone, line by line; what chooses by itself is none."""
        image = self.dockerfile.base_image(stage)
        if image is not None and "windows" in str(image):
            return
        if image is not None and image.repository.startswith("amd64/"):
            yield Bound(stage.from_.line, f"the image {image}")
        for instruction in stage.instructions:
            text = _text(instruction)
            if _MACHINE.search(text) and not _CHOOSES.search(text):
                yield from self._bounds_of(instruction, text)

    def _bounds_of(self, instruction: Instruction, text: str) -> Iterator[Bound]:
        line = instruction.line
        for match in _URL.finditer(text.translate(_QUOTES)):
            if _MACHINE.search(match[0]):
                scheme = self.scheme(match[0])
                other = scheme is not None and not scheme.is_dockers
                named = f"{scheme.project}'s arm64 build is called {scheme.arm64}" if scheme and other else ""
                what = scheme.project if scheme else _host(match[0])
                yield Bound(line, f"a download of {what}", named)
        if _APT_SOURCE.search(text):
            yield Bound(line, "an apt source with arch=amd64")
        if path := _MULTIARCH.search(text):
            yield Bound(line, f"the path {path[0]}")
        if instruction.keyword == "COPY" and copy_parts(instruction).from_ is None:
            sources = copy_parts(instruction).sources
            yield from (
                Bound(line, f"the file {word.text}") for word in sources if _MACHINE.search(word.text)
            )

    def scheme(self, url: str) -> Scheme | None:
        """Give the scheme that an address follows, None where the table has none."""
        return next((each for each in self.schemes if each.pattern.fullmatch(url)), None)

    def portable(self, stage: Stage) -> Iterator[Portable]:
        """Give the downloads of a stage that TARGETARCH can choose, with all that names their files."""
        if _sets_targetarch(self.dockerfile, stage):
            return
        for instruction in stage.of("RUN", "ADD"):
            text = _text(instruction)
            if _MACHINE.search(text) and not _CHOOSES.search(text) and not _is_summed(text):
                found = _Replacing(self, stage, instruction).portable()
                if found is not None:
                    yield found


class _Replacing:
    """Puts TARGETARCH in the place of the machine in one download and in all that names its file."""

    def __init__(self, machines: Machines, stage: Stage, instruction: Instruction) -> None:
        self.machines, self.stage, self.instruction = machines, stage, instruction
        self.dockerfile = machines.dockerfile
        self.schemes: list[Scheme] = []
        self.names: list[str] = []

    def portable(self) -> Portable | None:
        edits = self._edits(self.instruction)
        if not edits or not self.schemes:
            return None
        for other in self._users():
            more = self._edits(other)
            if more is None or self.dockerfile.stage_of(other) != self.stage:
                return None
            edits += more
        projects = tuple(dict.fromkeys(scheme.project for scheme in self.schemes))
        return Portable(self.instruction, projects, tuple(edits))

    def _users(self) -> Iterator[Instruction]:
        """Give the other instructions that name a downloaded file."""
        for one in self.dockerfile.instructions:
            text = _text(one).translate(_QUOTES)
            if one is not self.instruction and any(name in text for name in self.names):
                yield one

    def _edits(self, instruction: Instruction) -> list[Edit] | None:
        """Give the edits for every machine that an instruction names; None where one has to stay."""
        found = _words(self.dockerfile, instruction)
        if found is None or _is_summed(_text(instruction)):
            return None
        edits: list[Edit] = []
        for word in found:
            if _MACHINE.search(word.text):
                if not self._fits(word) or self.dockerfile.source.slice(word.span) != word.text:
                    return None
                edits += _replaced(word)
        return edits if len(edits) == len(_MACHINE.findall(_text(instruction))) else None

    def _fits(self, word: Word) -> bool:
        plain = word.text.translate(_QUOTES)
        if "'" in word.text:
            return False
        if match := _URL.search(plain):
            scheme = self.machines.scheme(match[0])
            if scheme is None or not scheme.is_dockers:
                return False
            if not scheme.has_both(self.dockerfile.environment(self.instruction).expand(match[0])):
                return False
            self.schemes.append(scheme)
            self.names.append(_last(match[0]))
            return True
        last = _last(plain)
        return any(name in plain or name.startswith(last) for name in self.names) or any(
            scheme.inside is not None and scheme.inside.search(plain) for scheme in self.schemes
        )


def _text(instruction: Instruction) -> str:
    """Give what an instruction says, its here-documents and flags included."""
    flags = " ".join(f"--{flag.name}={flag.value}" for flag in instruction.flags)
    return "\n".join([flags, instruction.value.text, *(heredoc.text for heredoc in instruction.heredocs)])


def _is_summed(text: str) -> bool:
    return bool(_SUM.search(text) and _SUM_VALUE.search(text))


def _words(dockerfile: Dockerfile, instruction: Instruction) -> tuple[Word, ...] | None:
    """Give the words in which a variable would be expanded; None where they cannot be told."""
    if instruction.json is not None:
        return None
    if instruction.keyword == "ADD":
        return () if instruction.heredocs else words(instruction)
    script = script_at(dockerfile, instruction)
    if instruction.keyword != "RUN" or script.opaque is not None:
        return None
    if any("sh -c" in command.nesting for command in script.commands):
        return None
    found = (
        (*command.assignments, *command.words, *command.redirects)
        for command in sorted(script.commands, key=lambda command: command.span)
    )
    return tuple(_outer(word for each in found for word in each))


def _outer(found: Iterable[Word]) -> Iterator[Word]:
    """Leave out the words that lie inside of others: those of a ``$( )``."""
    end = -1
    for word in sorted(found, key=lambda word: (word.span.start, -word.span.end)):
        if word.span.start >= end:
            end = word.span.end
            yield word


def _replaced(word: Word) -> Iterator[Edit]:
    for match in _MACHINE.finditer(word.text):
        start = word.span.start + match.start()
        yield Edit(start, start + len(match[0]), "${TARGETARCH}")


def _sets_targetarch(dockerfile: Dockerfile, stage: Stage) -> bool:
    """Tell whether TARGETARCH is more than what the build makes it: set by ENV or given a default."""
    return not stage.instructions or dockerfile.environment(stage.end).get("TARGETARCH") is not None


def _schemes(knowledge: Knowledge) -> Iterator[Scheme]:
    for name, fields in knowledge.rows(TABLE):
        amd64, arm64 = fields.text("amd64"), fields.text("arm64")
        inside = [_pattern(text, amd64) for text in fields.names("inside")]
        for url in fields.names("urls"):
            pattern = re.compile("https?://" + _pattern(url, amd64))
            found = re.compile("|".join(inside)) if inside else None
            yield Scheme(name, pattern, found, amd64, arm64, fields.text("since"))


def _pattern(text: str, machine: str) -> str:
    parts = (re.escape(part).replace(r"\*", ".*") for part in text.split("{arch}"))
    return re.escape(machine).join(parts)


def _host(url: str) -> str:
    """Give the host of an address; of GitHub's, the project."""
    parts = url.split("://", 1)[1].split("/")
    return "/".join(parts[1:3]) if parts[0] == "github.com" else parts[0]


def _last(text: str) -> str:
    return text.rstrip("/").rpartition("/")[2]
