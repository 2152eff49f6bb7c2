"""Takes out of a file what gave an Alpine image its Python, where the Python image takes its place."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from dataclasses import field

from migrator import regex as re
from migrator.alpine.apk_commands import ApkAdd, apk_adds, named_package, operands
from migrator.alpine.apk_python import OWN
from migrator.apt.outcome import StuckError
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.editing import delete_commands, delete_instruction, delete_words
from migrator.editing.drafts import Draft
from migrator.editing.erasure import erase
from migrator.records import dataclass
from migrator.requirements.installers import installer_words
from migrator.shell import Command, Item, Operator, Script, program, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Edit, Span, Word

SYSTEM_PROGRAM = re.compile(r"(?<![\w./-])/usr(?=/bin/(?:python3?|pip3?)(?:\.[0-9]+)?(?![\w.-]))")
SYSTEM_MODULES = re.compile(
    r"(?<![\w./-])/usr(?=/lib/python(?:3(?:\.[0-9]+|\.?\*)?|\*)/site-packages(?![\w.-]))"
)
"""Where ``/usr`` becomes ``/usr/local``: the programs of Alpine's Python, and what pip installed for it."""

_PLACES = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ENV", "ARG", "COPY", "ADD", "SHELL"})
_OF_PYTHON = re.compile(
    r"/usr/lib/python(?:3(?:\.[0-9]+|\.?\*)?|\*|\$\S*)?/(?:EXTERNALLY-MANAGED|ensurepip)(?:/\*?)?"
)
_LINKED = re.compile(r"(?:(?:/usr)?/bin/)?(?:python|pip)3?(?:\.[0-9]+)?")
_LINK = re.compile(r"(?:/usr)?/bin/(?:(?:python|pip)3?)?|/usr/local/bin/(?:python|pip)3?")
_TESTS = frozenset({"test", "[", "[[", "echo", "true", ":", "command", "which"})
_NOWHERE = re.compile(r"[0-9]*>+(?:/dev/null|&[0-9])")
_NAMERS = frozenset({"ln", "cp"})
_REMOVERS = frozenset({"rm", "unlink", "mv"})
_TRIVIAL = frozenset({"set", "true", ":"})
_ANYWAY = frozenset({"--no-cache", "-U", "--update-cache", "--update"})
_ALLOWS = "--break-system-packages"


@dataclass
class Left:
    """What leaves one instruction, for people, and its edits."""

    line: int
    packages: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    edits: tuple[Edit, ...] = ()

    @property
    def reason(self) -> str:
        """One line that a reviewer can check."""
        names = " ".join(dict.fromkeys(self.packages))
        parts = [f"the image has its own Python in the place of {names}"] if names else []
        return "; ".join((*parts, *dict.fromkeys(self.others)))


def leaving(dockerfile: Dockerfile, stages: Iterable[Stage]) -> tuple[Left, ...]:
    """Give what leaves the instructions of `stages`, which stand on a Python image in Alpine's place.

    Alpine's packages of Python, pip, setuptools and wheel; links to its programs; ``ensurepip``;
    ``--break-system-packages`` and the removal of what asks for it. Paths of its programs and modules become
    those of the image. Raises StuckError where something cannot be taken out in place.
    """
    return _Leaving(dockerfile, tuple(stages)).run()


class _Leaving:
    def __init__(self, dockerfile: Dockerfile, stages: tuple[Stage, ...]) -> None:
        self.draft = Draft(dockerfile)
        self.stages = stages
        self.found: dict[int, Left] = {}
        self.gone: list[int] = []
        self.emptied = _emptied(dockerfile, stages)

    def run(self) -> tuple[Left, ...]:
        original = self.draft.original
        starts = {one.span.start for stage in self.stages for one in stage.instructions}
        numbers = [at for at, one in enumerate(original.instructions) if one.span.start in starts]
        for number in numbers:
            self.found[number] = Left(original.instructions[number].line)
            if self._instruction(number).keyword == "RUN":
                self._clear(number)
            if number not in self.gone:
                self._paths(number)
        self._updates(numbers)
        found = {at: left for at, left in self.found.items() if left.packages or left.others}
        for number, left in found.items():
            left.edits = self._edits(number, found)
        return tuple(found.values())

    def _instruction(self, number: int) -> Instruction:
        return self.draft.instruction(number)

    def _script(self, number: int) -> Script:
        return script_at(self.draft.now, self._instruction(number))

    def _edits(self, number: int, found: Collection[int]) -> tuple[Edit, ...]:
        original = self.draft.original
        if number in self.gone:
            return delete_instruction(original, original.instructions[number])
        return self.draft.edits(number, set(found) - set(self.gone))

    # commands and words

    def _clear(self, number: int) -> None:
        while self._commands(number) or self._words(number):
            if number in self.gone:
                return

    def _commands(self, number: int) -> bool:
        """Take out the first command that has nothing to do any more; with all others gone, the RUN."""
        script = self._script(number)
        ours = [command for command in script.commands if self._is_needless(command)]
        if not ours:
            return False
        for command in ours:
            self._note(number, command)
        top = script.top
        if top and self._is_idle(one for one in script.commands if program(one) not in _TRIVIAL):
            self._drop(number)
            return True
        for command in ours[:1]:
            self.draft.apply(self._without(number, script, command))
        return True

    def _drop(self, number: int) -> None:
        self.gone.append(number)
        self.draft.restore(number)

    def _without(self, number: int, script: Script, command: Command) -> tuple[Edit, ...]:
        instruction = self._instruction(number)
        edits = delete_commands(self.draft.now, instruction, script, [command])
        if edits is None:
            edits = self._guarded(number, script, command)
        if edits is None:
            line = self.draft.now.source.line_of(command.span.start)
            text = " ".join(word.text for word in command.words)
            raise StuckError(line, f"`{text}` has nothing to do with the Python of the image")
        return edits

    def _guarded(self, number: int, script: Script, command: Command) -> tuple[Edit, ...] | None:
        """Take out a command together with the test that decides on it: ``[ -e x ] || ln -s y x``."""
        instruction = self._instruction(number)
        top = script.top
        group = _group(top.items, command.span) if top is not None else ()
        inside = [one for one in script.commands if any(item.span.covers(one.span) for item in group)]
        if top is None or not group or len(group) == len(top.items):
            return None
        if not self._is_idle(inside):
            return None
        marks = [*(item.span for item in group), *(_between(group)), *_joint(group)]
        edits = erase(self.draft.now, instruction, marks)
        if edits is None:
            return None
        kept = [_text(one) for one in script.commands if one not in inside]
        after = self.draft.now.edited(edits)
        now = script_at(after, after.instructions[number])
        return edits if now.opaque is None and [_text(one) for one in now.commands] == kept else None

    def _is_idle(self, commands: Iterable[Command]) -> bool:
        """Tell whether commands do nothing any more, except test whether something has to be done."""
        return all(_only_asks(one) or self._is_needless(one) for one in commands)

    def _words(self, number: int) -> bool:
        """Take out the packages of one command, and the option that Alpine's pip asks for."""
        for command in self._script(number).commands:
            words = [word for word in unwrap(command).words if self._leaves(command, word)]
            if words:
                self._note(number, command)
                edits = delete_words(self.draft.now, self._instruction(number), words)
                if edits is None:
                    line = self.draft.now.source.line_of(command.span.start)
                    raise StuckError(line, f"{words[0].text} cannot be taken out of its command")
                self.draft.apply(edits)
                return True
        return False

    def _note(self, number: int, command: Command) -> None:
        left, inner = self.found[number], unwrap(command)
        name = program(inner)
        if name == "apk":
            names = [named_package(word) for word in _operands(inner) if self._leaves(command, word)]
            left.packages += [each for each in names if each not in self.emptied]
            if not names or set(names) & self.emptied:
                left.others.append("apk has nothing left to do here")
        elif name in _NAMERS or name in _REMOVERS:
            left.others.append("what was done to Alpine's own Python is not needed")
        elif "ensurepip" in installer_words(inner):
            left.others.append("pip is there without ensurepip")
        else:
            left.others.append(f"this pip needs no {_ALLOWS}")

    def _leaves(self, command: Command, word: Word) -> bool:
        inner = unwrap(command)
        if program(inner) == "apk":
            name = named_package(word)
            named = OWN.fullmatch(name) or (_verb(inner) == "del" and name in self.emptied)
            return bool(named) and word in _operands(inner)
        return word.value == _ALLOWS and installer_words(inner)[:1] in (("pip",), ("pip3",))

    def _is_needless(self, command: Command) -> bool:
        inner = unwrap(command)
        name = program(inner)
        if name == "apk":
            words = _operands(inner)
            return bool(words) and all(self._leaves(command, word) for word in words)
        if name in _NAMERS:
            return _links_python(inner)
        if name in _REMOVERS:
            paths = _paths_of(inner)
            return bool(paths) and all(_is_of_python(path) for path in paths)
        return installer_words(inner)[:1] == ("ensurepip",)

    # paths

    def _paths(self, number: int) -> None:
        instruction = self._instruction(number)
        inner = instruction.inner
        if inner.keyword not in _PLACES:
            return
        text, span = self.draft.now.source.text, instruction.span
        matches = [
            match
            for pattern in (SYSTEM_PROGRAM, SYSTEM_MODULES)
            for match in pattern.finditer(text, span.start, span.end)
            if not instruction.has_comment_at(match.start())
        ]
        if matches:
            self._require_kept(instruction)
            self.draft.apply([Edit(one.end(), one.end(), "/local") for one in matches])
            self.found[number].others.append("/usr of Alpine's Python → /usr/local of the image's")

    def _require_kept(self, instruction: Instruction) -> None:
        """Raise StuckError where a command takes away, with other things, what is the image's own then."""
        inner = instruction.inner
        for command in script_at(self.draft.now, instruction).commands if inner.keyword == "RUN" else ():
            if program(unwrap(command)) in _REMOVERS and any(map(_is_of_python, _paths_of(unwrap(command)))):
                line = self.draft.now.source.line_of(command.span.start)
                raise StuckError(line, "a command removes Alpine's own Python together with other things")

    # what is left of apk

    def _updates(self, numbers: Iterable[int]) -> None:
        """Take out ``apk update`` where nothing installs from the index that it leaves behind."""
        touched = [at for at in numbers if self.found[at].packages]
        left = [at for at in numbers if at not in self.gone]
        if not touched or any(not self._fetches(at, add) for at in left for add in self._adds(at)):
            return
        for number in numbers:
            commands = self._script(number).commands if self._instruction(number).keyword == "RUN" else ()
            only = [one for one in commands if _is_update(one)]
            if number in self.gone or not only or self._adds(number):
                continue
            alone = len(only) == len(commands) and any(program(unwrap(one)) == "apk" for one in only)
            if number in touched or alone:
                self._update(number, only)

    def _fetches(self, number: int, add: ApkAdd) -> bool:
        """Tell whether an ``apk add`` has an index of its own: by an option, or by an update in its RUN."""
        before = (one for one in self._script(number).commands if one.span.start < add.command.span.start)
        return _is_independent(add) or any(
            program(unwrap(one)) == "apk" and _is_update(one) for one in before
        )

    def _adds(self, number: int) -> tuple[ApkAdd, ...]:
        instruction = self._instruction(number)
        return apk_adds(self.draft.now, instruction) if instruction.keyword == "RUN" else ()

    def _update(self, number: int, only: list[Command]) -> None:
        script = self._script(number)
        spans = {one.span for one in only}
        top = script.top
        if top and all(_is_over(item, spans) for item in top.items):
            self._drop(number)
        elif edits := delete_commands(self.draft.now, self._instruction(number), script, only):
            self.draft.apply(edits)
        else:
            return
        self.found[number].others.append("apk has nothing left to do here")


def _emptied(dockerfile: Dockerfile, stages: Iterable[Stage]) -> frozenset[str]:
    """Give the virtual packages of which nothing is left."""
    runs = (one for stage in stages for one in stage.of("RUN"))
    adds = [add for one in runs for add in apk_adds(dockerfile, one) if add.virtual is not None]
    kept = {add.virtual for add in adds if not all(_is_own(word) for word in add.packages)}
    return frozenset(add.virtual for add in adds if add.virtual and add.virtual not in kept)


def _is_own(word: Word) -> bool:
    return OWN.fullmatch(named_package(word)) is not None


def _operands(apk: Command) -> tuple[Word, ...]:
    """Give the packages that ``apk add`` and ``apk del`` name."""
    verb = _verb(apk)
    return (operands(apk, verb) or ()) if verb else ()


def _verb(apk: Command) -> str:
    return next((word.value or "" for word in apk.arguments if word.value in ("add", "del")), "")


def _paths_of(command: Command) -> list[str]:
    return [word.value or word.text for word in command.arguments if not word.text.startswith("-")]


def _is_of_python(path: str) -> bool:
    """Tell whether a path is a program or a part of Alpine's own Python."""
    return _OF_PYTHON.match(path) is not None or SYSTEM_PROGRAM.match(path) is not None


def _links_python(ln: Command) -> bool:
    """Tell whether a link or copy only gives Alpine's Python, or its pip, another name."""
    paths = [word.value for word in ln.arguments if not word.text.startswith("-")]
    if len(paths) != 2 or paths[0] is None or paths[1] is None:
        return False
    return (
        _LINKED.fullmatch(paths[0]) is not None and _LINK.fullmatch(posixpath.normpath(paths[1])) is not None
    )


def _is_independent(add: ApkAdd) -> bool:
    return any((word.value or "") in _ANYWAY for word in unwrap(add.command).words)


def _is_update(command: Command) -> bool:
    inner = unwrap(command)
    if program(inner) == "rm":
        paths = [word.text.strip("\"'") for word in inner.arguments if not word.text.startswith("-")]
        return bool(paths) and all(path.startswith("/var/cache/apk") for path in paths)
    return program(inner) == "apk" and "update" in [word.value for word in inner.arguments]


def _only_asks(command: Command) -> bool:
    kept = (one for one in command.redirects if not _NOWHERE.fullmatch(one.value or one.text))
    return program(command) in _TESTS and next(kept, None) is None


def _is_over(item: Item, spans: Collection[Span]) -> bool:
    """Tell whether a member of a list is one of the commands at `spans`, or only sets up the shell."""
    if item.command is None:
        return False
    return item.command.span in spans or program(item.command) in _TRIVIAL


def _group(items: tuple[Item, ...], span: Span) -> tuple[Item, ...]:
    """Give the member of a list around `span`, with those that ``||`` joins to it."""
    at = next((index for index, item in enumerate(items) if item.span.covers(span)), None)
    if at is None:
        return ()
    first = at
    while first and _reads(items[first].before, "||"):
        first -= 1
    last = at
    while last + 1 < len(items) and _reads(items[last].after, "||"):
        last += 1
    return items[first : last + 1]


def _reads(operator: Operator | None, text: str) -> bool:
    return operator is not None and operator.text == text


def _between(group: tuple[Item, ...]) -> Iterator[Span]:
    yield from (item.after.span for item in group[:-1] if item.after is not None)


def _joint(group: tuple[Item, ...]) -> Iterator[Span]:
    """Give the one operator that leaves with a group."""
    before, after = group[0].before, group[-1].after
    if _reads(before, "&&") and before is not None:
        yield before.span
    elif after is not None and after.text in ("&&", ";"):
        yield after.span


def _text(command: Command) -> tuple[str, ...]:
    return tuple(word.text for word in (*command.assignments, *command.words, *command.redirects))
