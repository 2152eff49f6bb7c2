"""Build arguments that decide what a Dockerfile installs: with another value it is another image."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress

from migrator import regex as re
from migrator.dockerfile import (
    Dockerfile,
    Instruction,
    Stage,
    UnreadableError,
    assignments,
    copy_parts,
    parse,
)
from migrator.dockerfile.environment import references
from migrator.engine import Result
from migrator.records import dataclass
from migrator.requirements.installers import installer_words, installs_packages
from migrator.shell import unwrap
from migrator.shell.run_as import script_at
from migrator.source import Edit, Source

Migrate = Callable[[Source], Result]
"""Migrates a text as the file itself is."""
_VERSION = re.compile(r"(?<=[=<>~!]=|.[<>@])\s*[\"']?\$\{?\w+\}?")
"""A variable that is the version of a requirement, or where a repository stands."""
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
_ELSEWHERE = re.compile(
    r"-[fipt]|--(?:(?:extra-|default-)?index(?:-url)?|find-links|trusted-host|timeout|default-timeout|retries"
    r"|proxy|cert|cache-dir|target|prefix|root|python|python-version|build-arg)"
)
"""Options whose value is no requirement."""
_PLAIN = re.compile(r"[\w.,/-]+")
"""A value that needs no quotes."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """An ARG with a default that decides what is installed, and the line where it does."""

    name: str
    default: str
    line: int


def deciding_arguments(dockerfile: Dockerfile) -> Mapping[str, Deciding]:
    """Give the ARG whose defaults name files, extras and requirements that a RUN installs, each once."""
    found: dict[str, Deciding] = {}
    for stage in dockerfile.stages:
        for instruction, texts in _told(dockerfile, stage):
            names = (name for text in texts for name in sorted(references(text)))
            for name, default in _arguments(dockerfile, stage, instruction, names):
                found.setdefault(name, Deciding(name, default, instruction.line))
    return found


def _arguments(
    dockerfile: Dockerfile, stage: Stage, at: Instruction, names: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Give the ARG, with their defaults, that variables hold at an instruction, also through ENV."""
    known = dockerfile.environment(at)
    settings = known.env
    for name in names:
        default = known.expand(f"${{{name}}}")
        if name in settings:
            for env, value in _setting(dockerfile, stage, at, name):
                yield from _arguments(dockerfile, stage, env, sorted(references(value)))
        elif known.is_set(name) and default is not None:
            yield name, default


def _setting(
    dockerfile: Dockerfile, stage: Stage, at: Instruction, name: str
) -> tuple[tuple[Instruction, str], ...]:
    """Give the ENV in force at an instruction that sets a variable, with its text."""
    before = (one for each in dockerfile.lineage(stage) for one in each.of("ENV"))
    pairs = ((one, pair) for one in before if one.span.start < at.span.start for pair in assignments(one))
    found = [(one, pair.value.text if pair.value else "") for one, pair in pairs if pair.name == name]
    return tuple(sorted(found, key=lambda each: each[0].span.start)[-1:])


def _told(dockerfile: Dockerfile, stage: Stage) -> Iterator[tuple[Instruction, tuple[str, ...]]]:
    """Give the RUNs that install, and the COPYs before the last of them, with the words that tell what."""
    installs = {one: words for one in stage.of("RUN") if (words := _words(dockerfile, one)) is not None}
    yield from installs.items()
    last = max((one.span.start for one in installs), default=0)
    for one in stage.of("COPY", "ADD"):
        parts = copy_parts(one)
        if one.span.start < last and parts.from_ is None:
            yield one, tuple(each.text for each in parts.sources)


def _words(dockerfile: Dockerfile, run: Instruction) -> tuple[str, ...] | None:
    """Give the words that tell what a RUN installs, not its versions; None where it installs nothing."""
    commands = [unwrap(one) for one in script_at(dockerfile, run).commands]
    commands = [one for one in commands if installs_packages(one)]
    return tuple(text for one in commands for text in _asked(installer_words(one))) if commands else None


def _asked(words: tuple[str, ...]) -> Iterator[str]:
    for before, word in zip(("", *words), words, strict=False):
        if not _ELSEWHERE.fullmatch(before) and not _ELSEWHERE.fullmatch(word.partition("=")[0]):
            yield _VERSION.sub("", _CREDENTIALS.sub("", word))


def same_with(deciding: Deciding, value: str | None, result: Result, migrated: Migrate) -> bool:
    """Tell whether a file is migrated in the same way when an ARG has another value."""
    if value is None or not _PLAIN.fullmatch(value):
        return False
    with suppress(UnreadableError):
        other = migrated(_with_default(result.before, deciding.name, value))
        expected = _with_default(result.after, deciding.name, value)
        return not other.failure and other.after.text == expected.text
    return False


def _with_default(source: Source, name: str, value: str) -> Source:
    """Give a text with another default for an ARG."""
    dockerfile = parse(source)
    every = (each for one in dockerfile.instructions if one.keyword == "ARG" for each in assignments(one))
    places = (each.value.span for each in every if each.name == name and each.value is not None)
    return source.splice([Edit.over(span, value) for span in places])
