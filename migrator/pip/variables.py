"""The variables that configure pip, and what has to be said to uv instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from migrator import regex as re
from migrator.dockerfile import Assignment, Dockerfile, Instruction, assignments
from migrator.editing import insert_after
from migrator.pip.command import PipCall
from migrator.pip.not_for_uv import NotForUvError
from migrator.pip.scene import Scene
from migrator.pip.table import Fate, PipRow
from migrator.records import dataclass
from migrator.source import Edit, Word

_PIP_NAME = re.compile(r"PIP_[A-Z0-9_]+")
_PLAIN = re.compile(r"[\w.:,-]+")
OFF = frozenset({"", "0", "false", "no", "off", "n", "f"})
"""What pip takes for no."""


class UnsetError(NotForUvError):
    """pip is configured in a way that uv cannot be."""

    kind = "configuration"


@dataclass(frozen=True, slots=True)
class Exported:
    """A variable of pip that ENV or ARG sets: where, and what uv is to be told instead."""

    row: PipRow
    instruction: Instruction
    assignment: Assignment
    pairs: tuple[tuple[str, str], ...]
    """Names and values; an empty value stands for the one that is there."""


@dataclass
class Variables:
    """What holds for one call: `exported` has to be repeated for uv, `prefix` set for the command.

    `options` are given to it. `edits` change words of the script itself, `deleted` are those that go.
    `strategy` tells that indexes are added.
    """

    exported: list[Exported] = field(default_factory=list)
    prefix: dict[str, str] = field(default_factory=dict)
    options: list[tuple[str, str]] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    deleted: list[Word] = field(default_factory=list)
    strategy: bool = False


def variables_of(call: PipCall, scene: Scene) -> Variables:
    """Give what pip's variables mean for a call. Raises UnsetError."""
    found = Variables()
    if call.name not in ("install", "uninstall"):
        return found
    words = _set_for_pip(call, scene)
    in_script = {word.text.partition("=")[0] for word in words}
    for word in words:
        _in_script(word, call, scene, found)
    sets = _set_by_file(scene)
    for name, (instruction, assignment) in sets.items():
        if name not in in_script:
            _in_file(name, instruction, assignment, scene, found)
    if call.name != "install":
        found.options.clear()
    _require_one_order(call, found)
    return found


def _require_one_order(call: PipCall, found: Variables) -> None:
    """Raise UnsetError where ``:all:`` takes back, for pip, what another variable or option said before."""
    given = call.given("--only-binary", "--no-binary") if found.options else ()
    values = [*(value for _, value in found.options), *(one.known or ":all:" for one in given)]
    if len(values) > 1 and any(":all:" in value for value in values):
        reason = "what :all: takes back of the others, pip reads from their order"
        raise UnsetError(f"several of --only-binary and --no-binary: {reason}", "say it at one place")


def _set_by_file(scene: Scene) -> dict[str, tuple[Instruction, Assignment]]:
    """Give pip's variables that ENV and ARG set before the RUN, each with the last place."""
    found: dict[str, tuple[Instruction, Assignment]] = {}
    for one in scene.before("ENV", "ARG"):
        for assignment in assignments(one):
            if not _PIP_NAME.fullmatch(assignment.name):
                continue
            earlier = found.get(assignment.name)
            if one.keyword == "ARG" and earlier is not None and earlier[0].keyword == "ENV":
                continue
            found[assignment.name] = (one, assignment)
    return found


def _in_file(
    name: str, instruction: Instruction, assignment: Assignment, scene: Scene, found: Variables
) -> None:
    value = scene.dockerfile.environment(scene.instruction).get(name)
    row = _row(name, value, scene)
    if row is None or _means_nothing(row, value):
        return
    if row.fate is Fate.PREFIX:
        found.prefix |= dict.fromkeys(row.to, f'"${name}"')
        return
    if row.fate is Fate.COMMAND_LINE:
        known = None if scene.given_by_build(f"${name}") else value
        found.options.append((row.to[0], _plain(name, row, known)))
        return
    pairs = _pairs(row, value, name)
    found.strategy |= row.strategy
    environment = scene.dockerfile.environment(scene.instruction)
    if any(environment.is_set(one) for one in (*row.to, *row.also)):
        return
    found.exported.append(Exported(row, instruction, assignment, pairs))


def _row(name: str, value: str | None, scene: Scene) -> PipRow | None:
    """Give the row of a variable; a variable for an option without a row of its own is refused."""
    row = scene.file.table.row(name)
    if row is None:
        option = "--" + name.removeprefix("PIP_").lower().replace("_", "-")
        known = scene.file.table.row(option)
        off = known is not None and not known.valued and value is not None and value.lower() in OFF
        if known is None or known.fate is Fate.DROP or off:
            return None
        raise UnsetError(f"{name} sets {option} for pip", f"give {option} on the command line")
    if row.fate is Fate.HARMLESS:
        return None
    return row


def _means_nothing(row: PipRow, value: str | None) -> bool:
    if value is None:
        return False
    return (row.switch and value.lower() in OFF) or value == "" or (row.unless != "" and value == row.unless)


def _pairs(row: PipRow, value: str | None, name: str) -> tuple[tuple[str, str], ...]:
    """Give what uv is to be told: names and values, an empty value for the same one."""
    if row.fate is Fate.REFUSE:
        raise UnsetError(f"{name} {row.why}", row.hint)
    if row.whole and value is not None and not value.isdecimal():
        raise UnsetError(f"{name}: uv takes whole numbers only", "round it")
    if row.values and value not in row.values:
        raise UnsetError(f"{name}: uv takes {', '.join(row.values)} only", "choose one of them")
    if row.single and (value is None or len(value.split()) != 1):
        raise UnsetError(f"{name}: uv separates several values in another way", f"set {row.to[0]} by hand")
    return tuple((to, row.given) for to in row.to)


def _plain(name: str, row: PipRow, value: str | None) -> str:
    """Give the value of a variable as a word of the command line. Raises UnsetError where it is not known."""
    if value is None or not _PLAIN.fullmatch(value):
        raise UnsetError(f"what {name} holds is not known here", f"give {row.to[0]} on the command line")
    return value


# in the script


def set_by_script(call: PipCall, scene: Scene) -> Iterator[Word]:
    """Give the words ``NAME=value`` that reach the call: before it, or exported in the script."""
    found = list(call.command.assignments)
    for command in scene.script.commands:
        if command.name == "export" and command.span.start < call.command.span.start:
            found += command.arguments
    yield from (word for word in found if "=" in word.text)


def _set_for_pip(call: PipCall, scene: Scene) -> tuple[Word, ...]:
    words = set_by_script(call, scene)
    return tuple(word for word in words if _PIP_NAME.fullmatch(word.text.partition("=")[0]))


def _in_script(word: Word, call: PipCall, scene: Scene, found: Variables) -> None:
    name, _, text = word.text.partition("=")
    value = None if word.value is None else word.value.partition("=")[2]
    row = _row(name, value, scene)
    if row is None or _means_nothing(row, value):
        if word in call.command.assignments and scene.file.table.row(name) is not None:
            found.deleted.append(word)
        return
    if row.fate is Fate.COMMAND_LINE:
        found.options.append((row.to[0], _plain(name, row, value)))
        if word in call.command.assignments:
            found.deleted.append(word)
        return
    if row.fate is Fate.PREFIX:
        pairs: tuple[tuple[str, str], ...] = tuple((to, text) for to in row.to)
    else:
        pairs = _pairs(row, value, name)
    found.strategy |= row.strategy
    new = " ".join(f"{to}={given or text}" for to, given in pairs)
    found.edits.append(Edit.over(word.span, new))


# edits


def said_to_uv(dockerfile: Dockerfile, one: Exported, *, replace: bool) -> tuple[Edit, ...]:
    """Give the edits that say a variable of pip to uv.

    With `replace` it takes the place of pip's, where nothing else in the file names that; else it
    stands beside it. An ARG stays, since builds set it by its name.
    """
    name, span = one.assignment.name, one.assignment.span
    text = dockerfile.source.slice(span)
    keyword = dockerfile.source.slice(one.instruction.keyword_span)
    if one.instruction.keyword == "ARG":
        lines = [f"{keyword} {to}={given or f'${name}'}" for to, given in one.pairs]
        return insert_after(dockerfile, one.instruction, "\n".join(lines))
    equals = text.startswith(f"{name}=")
    value = text[len(name) + 1 :] if equals else _quoted(text[len(name) :].strip())
    pairs = " ".join(f"{to}={given or value}" for to, given in one.pairs)
    if replace and dockerfile.source.text.count(name) == 1:
        return (Edit.over(span, pairs),)
    if equals:
        return (Edit.at(span.end, f" {pairs}"),)
    return insert_after(dockerfile, one.instruction, f"{keyword} {pairs}")


def _quoted(value: str) -> str:
    """Give the value of ``ENV NAME the whole rest`` as the other form wants it."""
    return f'"{value}"' if re.search(r"\s", value) and not value.startswith(("'", '"')) else value
