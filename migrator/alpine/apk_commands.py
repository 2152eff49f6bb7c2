"""What ``apk add`` and ``apk del`` commands of a file say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.shell import Command, program, unwrap
from migrator.shell.options import operands_of
from migrator.shell.run_as import script_at
from migrator.source import Word

_VALUED = frozenset(
    {
        *("-t", "--virtual", "-X", "--repository", "-p", "--root", "--arch", "--keys-dir"),
        *("--repositories-file", "--wait", "--cache-dir", "--cache-max-age", "--progress-fd", "--timeout"),
    }
)
_VIRTUAL = frozenset({"-t", "--virtual"})
_ELSEWHERE = frozenset({"-X", "--repository", "-p", "--root", "--repositories-file"})
_BRANCHES = frozenset({"if", "case"})
"""What runs for some machines or arguments alone brings nothing that others could count on."""


@dataclass(frozen=True, slots=True)
class ApkAdd:
    """An ``apk add``: `virtual` is the name that its packages share, None for a plain one.

    `packages` are the words that name packages, `anchor` is the last word that belongs to the list
    (behind it more names can stand); `elsewhere` tells that it takes from another repository or
    writes to another root.
    """

    instruction: Instruction
    command: Command
    packages: tuple[Word, ...]
    virtual: str | None
    anchor: Word
    elsewhere: bool

    @property
    def names(self) -> frozenset[str]:
        """The packages that are named outright, without versions."""
        return frozenset(package_name(word.value) for word in self.packages if word.value)


def package_name(word: str) -> str:
    """Give the name in a package argument of apk: ``pkg=1.2``, ``pkg>1``, ``pkg@edge``."""
    for index, character in enumerate(word):
        if character in "=<>~@":
            return word[:index]
    return word


def named_package(word: Word) -> str:
    """Give the name in a word for a package, also where a variable decides on the version alone."""
    return package_name(word.unquoted)


@remembered
def apk_adds(dockerfile: Dockerfile, instruction: Instruction) -> tuple[ApkAdd, ...]:
    """Give the ``apk add`` commands of a RUN, in order."""
    found = (_add(instruction, command) for command in script_at(dockerfile, instruction).commands)
    return tuple(each for each in found if each is not None)


@remembered
def apk_deleted(dockerfile: Dockerfile, instruction: Instruction) -> frozenset[str]:
    """Give the names that the ``apk del`` commands of a RUN take away."""
    names: set[str] = set()
    for command in script_at(dockerfile, instruction).commands:
        words = operands(command, "del")
        names |= {package_name(word.value) for word in words or () if word.value}
    return frozenset(names)


def adds_before(dockerfile: Dockerfile, stage: Stage, at: Instruction) -> Iterator[ApkAdd]:
    """Give the ``apk add`` of all RUN before `at`, those of the stages that `stage` builds on first."""
    for each in reversed(dockerfile.lineage(stage)):
        for instruction in each.of("RUN"):
            if each is not stage or instruction.span.start < at.span.start:
                yield from apk_adds(dockerfile, instruction)


def installed_by_apk(dockerfile: Dockerfile, stage: Stage, at: Instruction) -> frozenset[str]:
    """Give the packages that ``apk add`` brings into the image before `at` and no ``apk del`` removes.

    What only a branch brings does not count.
    """
    changes = _apk_changes(dockerfile, stage.index)
    count = bisect_left(changes, at.span.start, key=lambda each: each[0])
    return changes[count - 1][1] if count else frozenset()


@remembered
def _apk_changes(dockerfile: Dockerfile, stage: int) -> tuple[tuple[int, frozenset[str]], ...]:
    """Give where a stage, or one it builds on, runs apk, and which packages are there afterwards."""
    changes: list[tuple[int, frozenset[str]]] = []
    present: set[str] = set()
    for each in reversed(dockerfile.lineage(dockerfile.stages[stage])):
        for instruction in each.of("RUN"):
            adds = apk_adds(dockerfile, instruction)
            gone = apk_deleted(dockerfile, instruction)
            for add in adds:
                if (
                    add.virtual not in gone
                    and not add.elsewhere
                    and _BRANCHES.isdisjoint(add.command.nesting)
                ):
                    present |= add.names
            present -= gone
            if adds or gone:
                changes.append((instruction.span.start, frozenset(present)))
    return tuple(changes)


def _add(instruction: Instruction, command: Command) -> ApkAdd | None:
    packages = operands(command, "add")
    if packages is None:
        return None
    inner = unwrap(command)
    virtual: str | None = None
    anchor = packages[-1] if packages else None
    elsewhere = False
    for index, word in enumerate(inner.words):
        option, equals, value = (word.value or word.text).partition("=")
        elsewhere = elsewhere or option in _ELSEWHERE
        if option not in _VIRTUAL:
            continue
        holder = word if equals or index + 1 >= len(inner.words) else inner.words[index + 1]
        virtual = value if equals else holder.value or holder.text
        anchor = anchor or holder
    if anchor is None:
        anchor = inner.words[-1]
    return ApkAdd(instruction, command, packages, virtual, anchor, elsewhere)


def operands(command: Command, verb: str) -> tuple[Word, ...] | None:
    """Give the operands of ``apk VERB``; None for another command."""
    inner = unwrap(command)
    if program(inner) != "apk":
        return None
    found = tuple(operands_of(inner.arguments, _VALUED))
    return found[1:] if found and found[0].value == verb else None
