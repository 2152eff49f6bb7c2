"""Debian paths in a stage that stands on Alpine."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from itertools import chain

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Fix, Need, Obstacle, Record, Topic
from migrator.alpine.foreign_files import on_alpine
from migrator.busybox.debian_paths import PathFinding, debian_paths
from migrator.dockerfile import Instruction, Stage, assignments, copy_parts
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.service.stage_calls import StageCalls, stage_calls
from migrator.shell import Command, program, unwrap
from migrator.source import Edit, Source, Span

ANNOUNCED = (
    *("LD_PRELOAD", "LD_LIBRARY_PATH", "LIBRARY_PATH", "PKG_CONFIG_PATH", "JAVA_HOME", "PATH"),
    *("TESSDATA_PREFIX", "PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"),
)
"""The variables whose paths may be rewritten."""

_KEYWORDS = frozenset(
    {"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ENV", "ARG", "COPY", "ADD", "SHELL", "ONBUILD"}
)
_CLEANERS = frozenset({"rm", "find", "rmdir", "strip", "test", "[", "ls"})
_PLACERS = frozenset({"ln", "cp", "mv", "install"})
_MAKERS = frozenset({"tee", "touch", "mkdir"})
_SEARCHERS = frozenset({"grep", "egrep", "fgrep", "awk"})
_SOUGHT = re.compile(r"(?<![A-Za-z])s(?P<limit>[#|,@!:%+~])(?:(?!(?P=limit)).)*")
"""What ``s#OLD#NEW#`` of sed looks for."""
_HINT = "name the path that it has on Alpine: libraries are in /usr/lib"
_INSTALL = "install the library with apk and name the file under /usr/lib"
_TINI = "apk add tini (then it is /sbin/tini), or download tini-static with its own checksum"
_HASH = re.compile(r"\b[0-9a-f]{64}\b")


def path_records(view: AlpineStage, handled: Collection[Span]) -> Iterator[Record]:
    """Give what becomes of the Debian paths in a stage; `handled` are commands that go or change anyway."""
    commands = [*_commands(view.runs)]
    quiet = [*handled, *(command.span for command in commands if _cleans(command))]
    made = tuple(span for span in _made(view, view.stage) if not any(other.covers(span) for other in handled))
    others = (*chain.from_iterable(map(_seeks, commands)), *_copied(view))
    left = _Left(view.dockerfile.source, made, others)
    for instruction in view.stage.instructions:
        if instruction.keyword in _KEYWORDS:
            yield from _instruction(view, instruction, quiet, left)
    yield from _in_scripts(view, {_named(view.dockerfile.source, span) for span in made})


def _in_scripts(view: AlpineStage, made: Collection[str]) -> Iterator[Obstacle]:
    """Tell of programs that scripts of the build context call by a path of Debian: those are not edited."""
    for call in view.runs.calls:
        path = next((word.plain for word in unwrap(call.command).words[:1] if call.file), "")
        for found in debian_paths(path, view.packages, view.knowledge):
            if found.is_program and found.text == path and path not in made:
                message = f"{call.place} calls {path}, which is {found.instead} on Alpine"
                name = posixpath.basename(found.instead or path)
                yield Obstacle(call.instruction.line, message, f"call it {name}, without a folder")


def _commands(calls: StageCalls) -> Iterator[Command]:
    """Give the commands of the Dockerfile itself: those of scripts stand elsewhere."""
    return (call.command for call in calls.calls if not call.file)


def _cleans(command: Command) -> bool:
    """Tell whether a command takes away, or looks for, what may as well be absent."""
    return program(unwrap(command)) in _CLEANERS


def _made(view: AlpineStage, stage: Stage) -> Iterator[Span]:
    """Give where a stage, or one that it builds on, names what it makes."""
    for each in view.dockerfile.lineage(stage):
        calls = view.runs if each is view.stage else stage_calls(view.dockerfile, view.build, each)
        yield from chain.from_iterable(map(_makes, _commands(calls)))
        yield from (copy_parts(copy).destination.span for copy in each.of("COPY", "ADD"))


def _makes(command: Command) -> Iterator[Span]:
    """Give where a command names what it makes."""
    inner = unwrap(command)
    name = program(inner)
    operands = [word for word in inner.arguments if not word.text.startswith("-")]
    yield from (word.span for word in inner.redirects)
    if name in _PLACERS:
        yield from (word.span for word in operands[1:][-1:])
    elif name in _MAKERS:
        yield from (word.span for word in operands)


def _seeks(command: Command) -> Iterator[Span]:
    """Give where a command names the text that it looks for."""
    inner = unwrap(command)
    name, words = program(inner), inner.arguments
    if name in _SEARCHERS:
        yield from (word.span for word in words)
    for word in words if name == "sed" else ():
        for match in _SOUGHT.finditer(word.text):
            start = word.span.start + match.start()
            yield Span(start, min(word.span.end, start + len(match[0])))


def _copied(view: AlpineStage) -> Iterator[Span]:
    """Give where COPY names files of an image that stays what it is, or that another stage has made."""
    for copy in view.stage.of("COPY", "ADD"):
        parts = copy_parts(copy)
        if parts.from_ is None:
            continue
        origin = view.dockerfile.stage_named(parts.from_, view.stage)
        stays = origin is None or not on_alpine(view.dockerfile.base_image(origin))
        made = {_named(view.dockerfile.source, span) for span in _made(view, origin)} if origin else set()
        yield from (word.span for word in parts.sources if stays or word.value in made)


@dataclass(frozen=True, slots=True)
class _Left:
    """Where paths of programs stay as they are: what the file makes, and `others` (copied, or sought)."""

    source: Source
    made: tuple[Span, ...]
    others: tuple[Span, ...]

    def has(self, span: Span) -> bool:
        """Tell whether a path is one of those, or names what was made by that name before."""
        text = self.source.slice(span)
        there = any(one.covers(span) for one in (*self.made, *self.others))
        return there or any(one.end < span.start and _named(self.source, one) == text for one in self.made)


def _named(source: Source, made: Span) -> str:
    return source.slice(made).lstrip("> '\"").rstrip("'\"")


def _instruction(
    view: AlpineStage, instruction: Instruction, quiet: list[Span], left: _Left
) -> Iterator[Record]:
    source = view.dockerfile.source
    text = source.slice(instruction.span)
    start = instruction.span.start
    edits: list[Edit] = []
    seen: list[PathFinding] = []
    for found in debian_paths(text, view.packages, view.knowledge):
        span = Span(start + found.start, start + found.end)
        if any(other.covers(span) for other in chain(quiet, instruction.comments)):
            continue
        if found.is_program and left.has(span):
            continue
        if found.instead is None:
            yield Obstacle(source.line_of(span.start), f"{found.text} is a file of Debian", _INSTALL)
        elif "krallin/tini" in found.text and _HASH.search(text):
            message = "this tini is linked to glibc, and the checksum is that of this file"
            yield Obstacle(source.line_of(span.start), message, _TINI)
        else:
            edits.append(Edit.over(span, found.instead))
            seen.append(found)
    yield from _answers(view, instruction, edits, seen)


def _answers(
    view: AlpineStage, instruction: Instruction, edits: list[Edit], seen: list[PathFinding]
) -> Iterator[Record]:
    if not edits:
        return
    line = view.line(edits[0].start)
    if instruction.keyword == "ENV":
        names = {each.name for each in assignments(instruction) if any(e.start in each.span for e in edits)}
        if not names <= set(ANNOUNCED):
            hint = f"write {seen[0].instead}" if seen[0].is_program else _HINT
            yield Obstacle(line, f"{seen[0].text} in {', '.join(sorted(names))} is a path of Debian", hint)
            return
    changes = ", ".join(dict.fromkeys(f"{each.text} → {each.instead}" for each in seen))
    for each in seen:
        if each.package and each.package not in view.packages_at(instruction):
            yield Need((each.package,), instruction, line, each.package, named_line(line))
    yield Fix(Topic.PATH, line, f"Debian's path: {changes}", tuple(edits))
