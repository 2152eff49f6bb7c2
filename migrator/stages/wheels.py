"""Wheels that one stage builds and another installs: the one RUN that does both instead."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from migrator import regex as re
from migrator.build_context.copied_paths import folder_at
from migrator.dockerfile import Instruction
from migrator.editing import delete_commands, delete_instruction, delete_words
from migrator.paths import joined_path, within
from migrator.records import dataclass
from migrator.requirements.install_options import Arguments, apart
from migrator.shell import Script, script_of
from migrator.shell.model import Command
from migrator.shell.wrappers import unwrap
from migrator.source import Edit, Word
from migrator.stages.builder import Run
from migrator.stages.model import BY_HAND, Act, KeptError, Step
from migrator.stages.plan import Setup
from migrator.stages.supply import Supply
from migrator.stages.takes import Role, Take
from migrator.stages.text import RunText

_OF_THE_BUILD = frozenset(
    {"-w", "--wheel-dir", "-d", "--dest", "--no-cache-dir", "--no-cache", "--no-deps", "-q", "--quiet", "-v"}
    | {"--verbose", "--progress-bar", "--disable-pip-version-check", "--no-warn-script-location", "-qq"}
    | {"--no-input", "--no-color", "--timeout", "--default-timeout", "--retries", "--cache-dir"}
)
_FILES = frozenset({"-r", "--requirement", "-c", "--constraint"})
_PIP = re.compile(r"(?:.*/)?pip[0-9.]*")
_REMOVED = "has its wheels removed where that cannot be taken out"


@dataclass(frozen=True, slots=True)
class Consumer:
    """The command of the final stage that installs the wheels, and the builder's that made them.

    `folder` is the folder it runs in, `path` where the wheels lie for it.
    """

    instruction: Instruction
    script: Script
    command: Command
    arguments: Arguments
    wheels: Run
    step: Step
    path: str
    folder: str
    updates_pip: bool

    def text(self, setup: Setup, supply: Supply) -> RunText:
        """Give the RUN that installs straight from the requirements; raises KeptError."""
        text = RunText(setup.dockerfile, self.instruction, self.script)
        text.dropped_flags += [each.mount.span for each in setup.takes if each.mount is not None]
        text.flags += supply.mounts.get(self.wheels.instruction.span.start, [])
        wheels = [word for word in self.arguments.operands if self._is_wheel(word)]
        if not wheels:
            self._require_same_names()
        carried = self._carried(setup, supply, all_of_it=bool(wheels))
        if wheels:
            text.edits.append(Edit.over(wheels[0].span, carried))
        text.edits += self._among_the_wheels(supply)
        added = " ".join(filter(None, (self._no_cache(setup), "" if wheels else carried)))
        if added:
            text.edits.append(Edit.at(self.arguments_start, f" {added}"))
        text.edits += self._without(setup, wheels[1:])
        text.edits += self._cleaned(setup)
        return text

    def _without(self, setup: Setup, wheels: list[Word]) -> tuple[Edit, ...]:
        """Take out `wheels`, and the options that tell where wheels are."""
        words = [*(word for words in self._own_options() for word in words), *wheels]
        edits = delete_words(setup.dockerfile, self.instruction, words) if words else ()
        if edits is None:
            reason = "has its wheels installed in a way that cannot be undone"
            raise KeptError(self.instruction.line, reason, BY_HAND)
        return edits

    @property
    def _building(self) -> Arguments:
        """What the builder's command was given."""
        words = self.step.command.words
        verb = next(index for index, word in enumerate(words) if word.value in ("wheel", "download"))
        return Arguments.of(words[verb + 1 :])

    def _require_same_names(self) -> None:
        """Raise KeptError where it names projects whose versions the wheels decided."""
        built = {word.text for word in self._building.operands}
        named = {word.text for word in self.arguments.operands}
        if named and (self.step.files or named != built):
            reason = f"made the wheels that decide which versions {', '.join(sorted(named))} gets"
            hint = "install from the same requirements in the final stage"
            raise KeptError(self.wheels.instruction.line, reason, hint)

    def _among_the_wheels(self, supply: Supply) -> Iterator[Edit]:
        """Let it read requirements that lay among the wheels where they are now."""
        made = {posixpath.join(self.step.folder, word.value or ""): word for word in self.step.files}
        there = {posixpath.normpath(path): word for path, word in made.items()}
        for value in filter(self._is_wheel, self.arguments.values(*_FILES)):
            path = joined_path(self.folder, value.value or value.text)
            origin = joined_path(self.step.place, posixpath.relpath(path, self.path))
            if (word := there.get(origin)) is None:
                raise KeptError(self.instruction.line, f"has {path} among its wheels", BY_HAND)
            plain = word.value or word.text
            new = supply.renamed.get((self.wheels.instruction.span.start, plain), plain)
            yield Edit.over(value.span, new)

    def _no_cache(self, setup: Setup) -> str:
        """Wheels at hand needed no cache: keep the one that a download makes out of the image."""
        flags = [flag.value or "" for flag in self.instruction.flags]
        variable = setup.dockerfile.environment(self.instruction).env.get("PIP_NO_CACHE_DIR")
        words = {word.value for word in self.command.words}
        given = words & {"--no-cache-dir", "--no-cache"} or any("type=cache" in each for each in flags)
        return "" if given or variable not in (None, "", "0", "off", "false") else "--no-cache-dir"

    @property
    def arguments_start(self) -> int:
        """Where the options of the installing command begin."""
        verb = next(word for word in self.command.words if word.value == "install")
        return verb.span.end

    def _is_wheel(self, word: Word) -> bool:
        return _lies_in(word, self.path, self.folder)

    def _own_options(self) -> Iterator[tuple[Word, ...]]:
        for each in self.arguments.options:
            finds = each.name in ("-f", "--find-links") and each.value and self._is_wheel(each.value)
            if each.name == "--no-index" or finds:
                yield each.words

    def _carried(self, setup: Setup, supply: Supply, *, all_of_it: bool) -> str:
        """Give what the building command was told, as the installing one is to be told.

        Without `all_of_it` only the options that decide how, not the requirements.
        """
        arguments = self._building
        for word in (each.words[0] for each in arguments.options if len(apart(each.words[0].text)) > 1):
            reason = f"has {word.text}, which is several options in one word"
            raise KeptError(self.wheels.instruction.line, reason, BY_HAND)
        groups = [each.words for each in arguments.options if not _is_of_the_build(each.words)]
        if all_of_it:
            groups += [(word,) for word in arguments.operands]
        else:
            groups = [group for group in groups if not _is_file(group)]
        return " ".join(self._told(setup, supply, group) for group in sorted(groups, key=_place))

    def _told(self, setup: Setup, supply: Supply, group: tuple[Word, ...]) -> str:
        text = " ".join(setup.dockerfile.source.slice(word.span) for word in group)
        for word in self.step.files:
            new = supply.renamed.get((self.wheels.instruction.span.start, word.value or word.text))
            if new is not None and group[0].span.start <= word.span.start < group[-1].span.end:
                return text.removesuffix(word.text) + new
        return text

    def _cleaned(self, setup: Setup) -> tuple[Edit, ...]:
        """Take out the commands of the same RUN that remove the wheels."""
        removing = [each for each in self.script.commands if _removes(each, self.path, self.folder)]
        edits = delete_commands(setup.dockerfile, self.instruction, self.script, removing)
        if edits is None:
            raise KeptError(self.instruction.line, _REMOVED, BY_HAND)
        return edits

    def cleanup(self, setup: Setup) -> Iterator[Edit]:
        """Take out the other RUN that do nothing but remove the wheels; raises KeptError for other uses."""
        for one in setup.final.instructions:
            if one is self.instruction or any(take.instruction is one for take in setup.takes):
                continue
            script = script_of(one) if one.keyword == "RUN" else Script(())
            removing = [each for each in script.commands if _removes(each, self.path, self.folder)]
            if removing:
                edits = delete_commands(setup.dockerfile, one, script, removing)
                if edits is None:
                    raise KeptError(one.line, _REMOVED, BY_HAND)
                whole = len(removing) == len(script.commands)
                yield from delete_instruction(setup.dockerfile, one) if whole else edits
            elif re.search(rf"(?<![\w.-]){re.escape(self.path)}(?![\w-])", one.value.text):
                reason = f"has its wheels ({self.path}) used again by {one.keyword}"
                raise KeptError(one.line, reason, BY_HAND)


def _place(group: tuple[Word, ...]) -> int:
    return group[0].span.start


def _is_of_the_build(group: tuple[Word, ...]) -> bool:
    return group[0].text.partition("=")[0] in _OF_THE_BUILD or group[0].text[:2] in ("-w", "-d")


def _is_file(group: tuple[Word, ...]) -> bool:
    name = group[0].text.partition("=")[0]
    return name in ("--requirement", "--constraint") or name[:2] in ("-r", "-c")


def _lies_in(word: Word, path: str, folder: str) -> bool:
    return within(joined_path(folder, word.unquoted), path)


def _removes(command: Command, path: str, folder: str) -> bool:
    targets = [word for word in command.words[1:] if not word.text.startswith("-")]
    return command.name == "rm" and bool(targets) and all(_lies_in(word, path, folder) for word in targets)


def consumer_of(setup: Setup) -> Consumer | None:
    """Give what installs the wheels that are taken, None where none are; raises KeptError."""
    takes = setup.take_of(Role.WHEELS)
    if not takes:
        return None
    wheels, step = _making(setup, takes)
    take = takes[0]
    found = list(_installers(setup, take))
    if len(found) != 1:
        reason = "has its wheels used in a way that cannot be followed"
        raise KeptError(take.instruction.line, reason, BY_HAND)
    one, script, command = found[0]
    if not setup.places.is_root(one) and any(run.packages for run in setup.builder.runs):
        raise KeptError(one.line, "has its wheels installed when the final stage is no longer root", BY_HAND)
    folder = setup.places.folder(one)
    if folder is None:
        raise KeptError(one.line, "is installed from in a folder that the file does not tell", "set WORKDIR")
    words = unwrap(command).words
    verb = next(index for index, word in enumerate(words) if word.value == "install")
    arguments, updates = Arguments.of(words[verb + 1 :]), _updates_pip(setup, one)
    return Consumer(one, script, command, arguments, wheels, step, take.path, folder, updates)


def _making(setup: Setup, takes: Sequence[Take]) -> tuple[Run, Step]:
    """Give the RUN and the one step of it that make the wheels; raises KeptError where there are more."""
    made = [(run, step) for run in setup.builder.runs for step in run.steps if step.act is Act.WHEEL]
    if len(takes) > 1 or len(made) > 1:
        raise KeptError(takes[-1].instruction.line, "builds wheels more than once", BY_HAND)
    wheels, step = made[0]
    if step.paths or step.here or step.command.nesting:
        raise KeptError(wheels.instruction.line, "builds wheels of its own sources", BY_HAND)
    return wheels, step


def _installers(setup: Setup, take: Take) -> Iterator[tuple[Instruction, Script, Command]]:
    for one in setup.final.instructions:
        if one.keyword != "RUN" or one.span.start < take.instruction.span.start:
            continue
        script = script_of(one)
        folder = folder_at(setup.dockerfile, one)
        for command in script.commands:
            words = unwrap(command).words
            pip = bool(words) and (
                _PIP.fullmatch(words[0].value or "") or (len(words) > 2 and words[2].value == "pip")
            )
            uses = any(_lies_in(_value(word), take.path, folder) for word in words[1:] if "/" in word.text)
            if pip and uses and any(word.value == "install" for word in words):
                yield one, script, command


def _value(word: Word) -> Word:
    """Give the value of ``--find-links=/wheels`` as a word."""
    if not word.text.startswith("--") or "=" not in word.text:
        return word
    text = word.text.partition("=")[2]
    return Word(text, None, word.span)


def _updates_pip(setup: Setup, until: Instruction) -> bool:
    """Tell whether the final stage has already brought pip up to date itself."""
    return any(updates_installer(one) for one in setup.final.of("RUN") if one.span.start <= until.span.start)


def updates_installer(run: Instruction) -> bool:
    """Tell whether a RUN brings pip up to date."""
    for command in script_of(run).commands:
        values = {word.value or "" for word in command.words}
        if {"install", "pip"} <= values and values & {"-U", "--upgrade"}:
            return True
    return False
