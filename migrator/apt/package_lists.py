"""Lists of packages that a RUN keeps in a variable: ``deps="gcc make" && apt-get install $deps``."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migrator import regex as re
from migrator.apt.commands import AptCall, Kind, apt_calls
from migrator.dockerfile import Dockerfile, Instruction, assignments, parse
from migrator.editing import delete_commands
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.shell import Command, Script
from migrator.shell.run_as import script_at
from migrator.source import Edit, Span, Word

_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
_USED = re.compile(r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\})")
_PACKAGE = re.compile(r"[a-z0-9][A-Za-z0-9+.:~=_-]*")
_WRITTEN = re.compile(r"(?:[^\s\\]|\\(?![ \t]*\r?\n))+")
_PLAIN = frozenset({"&&", ";", "\n"})
_NAMED = (Kind.INSTALL, Kind.REMOVE)


@dataclass(frozen=True, slots=True)
class PackageList:
    """A variable that one plain command gives its value, and that only commands of apt use.

    `packages` are the words of its value where they stand, `uses` the words that are it.
    """

    name: str
    assignment: Command
    packages: tuple[Word, ...]
    uses: tuple[Word, ...]


@remembered
def package_lists(dockerfile: Dockerfile, run: Instruction) -> tuple[PackageList, ...]:
    """Give the lists of packages of a RUN of which everything is known; other variables are no such lists."""
    if run.keyword != "RUN":
        return ()
    script = script_at(dockerfile, run)
    return tuple(_lists(dockerfile, run, script))


def packages_of(dockerfile: Dockerfile, run: Instruction, call: AptCall) -> tuple[Word, ...]:
    """Give the packages that a call of apt names, those of a list in its place."""
    known = {use.span: each.packages for each in package_lists(dockerfile, run) for use in each.uses}
    return tuple(one for word in call.packages for one in known.get(word.span, (word,)))


def written_out(dockerfile: Dockerfile, run: Instruction, one: PackageList) -> tuple[Edit, ...] | None:
    """Give the edits that take out the command that sets a list, None where that cannot be taken out.

    The list is written out where packages are installed, and its names where they go.
    """
    script = script_at(dockerfile, run)
    edits = delete_commands(dockerfile, run, script, [one.assignment])
    if edits is None:
        return None
    names = " ".join(word.text for word in one.packages)
    installed = {word.span for call in _named(script, Kind.INSTALL) for word in call.packages}
    texts = (_as_it_stands(dockerfile, run, one) if use.span in installed else names for use in one.uses)
    written = (Edit.over(use.span, text) for use, text in zip(one.uses, texts, strict=True))
    return (*edits, *written)


def without_lists(dockerfile: Dockerfile, stages: Collection[int]) -> Dockerfile:
    """Give the file with the lists of some stages, named by number, written out; itself without any."""
    while edits := _first_written_out(dockerfile, stages):
        dockerfile = parse(dockerfile.source.splice(edits))
    return dockerfile


def _first_written_out(dockerfile: Dockerfile, stages: Collection[int]) -> tuple[Edit, ...]:
    runs = (run for number in stages for run in dockerfile.stages[number].of("RUN"))
    lists = ((run, one) for run in runs for one in package_lists(dockerfile, run))
    return next(filter(None, (written_out(dockerfile, run, one) for run, one in lists)), ())


def _as_it_stands(dockerfile: Dockerfile, run: Instruction, one: PackageList) -> str:
    """Give the text of a list in its lines; on one line where comments or a here-document are between."""
    source, first, last = dockerfile.source, one.packages[0].span, one.packages[-1].span
    if run.heredocs or any(first.start < comment.start < last.end for comment in run.comments):
        return " ".join(word.text for word in one.packages)
    line = source.line_span(first.start)
    indent = source.text[line.start : first.start]
    lead = "" if indent.strip() else dockerfile.escape + source.newline + indent
    return lead + source.text[first.start : last.end]


def _lists(dockerfile: Dockerfile, run: Instruction, script: Script) -> Iterator[PackageList]:
    uses: dict[str, list[Word]] = {}
    for call in _named(script, *_NAMED):
        for word in call.packages:
            if match := _USED.fullmatch(word.text):
                uses.setdefault(match["plain"] or match["braced"], []).append(word)
    text = dockerfile.source.slice(run.span)
    if re.search(r"\bIFS\b", text):
        return
    for name, words in uses.items():
        alone = len(re.findall(rf"\b{name}\b", text)) == len(words) + 1
        if alone and not _is_declared(dockerfile, name):  # one that is, programs see as well
            assignment = _assignment(script, name)
            packages = _packages(dockerfile, assignment.assignments[0]) if assignment else ()
            if assignment and packages and all(assignment.span.end < word.span.start for word in words):
                yield PackageList(name, assignment, packages, tuple(words))


def _is_declared(dockerfile: Dockerfile, name: str) -> bool:
    declaring = (one for one in dockerfile.instructions if one.keyword in ("ENV", "ARG"))
    return any(each.name == name for one in declaring for each in assignments(one))


def _named(script: Script, *kinds: Kind) -> Iterator[AptCall]:
    """Give the calls of apt of some kinds for which the script's own shell expands what they name."""
    for call in apt_calls(script):
        if call.kind in kinds and not {"sh -c", "function"}.intersection(call.command.nesting):
            yield call


def _assignment(script: Script, name: str) -> Command | None:
    """Give the command that does nothing but set a variable, and runs in any case."""
    top = script.top
    for item in top.items if top else ():
        if item.after is None or item.after.text not in _PLAIN:
            return None
        command = item.command
        if command and not command.words and not command.redirects and len(command.assignments) == 1:
            match = _ASSIGNED.fullmatch(command.assignments[0].text)
            if match and match["name"] == name:
                return command
    return None


def _packages(dockerfile: Dockerfile, word: Word) -> tuple[Word, ...]:
    """Give the words of a value, each where it stands; none where one is not the name of a package."""
    match = _ASSIGNED.fullmatch(word.value or "")
    wanted = match["value"].split() if match else []
    value = Span(word.span.start + word.text.index("=") + 1, word.span.end)
    text = dockerfile.source.slice(value)
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        value = Span(value.start + 1, value.end - 1)
    found = tuple(_written(dockerfile, value))
    plain = [one.text for one in found] == wanted and all(map(_PACKAGE.fullmatch, wanted))
    return found if plain else ()


def _written(dockerfile: Dockerfile, place: Span) -> Iterator[Word]:
    """Give what stands between blanks on the lines of a place, comment lines left out."""
    source, start = dockerfile.source, place.start
    for number, line in enumerate(source.slice(place).splitlines(keepends=True)):
        if not number or not line.lstrip().startswith("#"):
            for match in _WRITTEN.finditer(line):
                yield Word(match[0], match[0], Span(start + match.start(), start + match.end()))
        start += len(line)
