"""Which RUNs that follow each other can be one RUN that does the same, and the edits that join them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from migrator import regex as re
from migrator.dockerfile import Comment, Dockerfile, Instruction, Stage
from migrator.editing.moving import comments_above
from migrator.editing.style import Style, style_of
from migrator.layers.costs import SMALL
from migrator.records import dataclass
from migrator.requirements.installers import installer_words
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.run_as import script_at, shell_at
from migrator.source import Edit

SHORT = 2
"""Commands above which a RUN is taken to be one on purpose; hadolint's DL3059 has the same bound."""
_SHELLS = re.compile(r"(?:/(?:usr/)?bin/)?(?:ba|da|a)?sh")
_MANAGERS = frozenset({("apt-get",), ("apk",), ("uv",)})
_INDEX = ([("apt-get", "update")], [("apt", "update")])
_SET_UP = frozenset({"git", "poetry", "pip", "pip3", "npm", "yarn", "pnpm", "dolt"})
# What a shell keeps for the commands behind it, so that they would no longer start anew.
_LASTING = frozenset(
    {
        *("cd", "pushd", "popd", "export", "unset", "set", "shopt", "umask", "ulimit", "alias", "unalias"),
        *("trap", ".", "source", "exec", "exit", "return", "eval", "read", "readonly", "local", "declare"),
        *("shift", "break", "continue", "wait", "hash", "nvm", "conda", "usermod", "groupmod"),
    }
)
_SHELL_ITSELF = frozenset({"/bin/sh", "/usr/bin/sh"})
_REPLACING = frozenset({"ln", "mv", "cp", "rm", "install", "dpkg-divert"})
# Comments that speak to a tool or of layers, and instructions that were commented out.
_CROSSED_OUT = r"#[ \t]*(?:RUN|COPY|ADD|ENV|ARG|USER|WORKDIR|CMD|FROM|EXPOSE|VOLUME|LABEL|ENTRYPOINT)[ \t]"
_SPEAKS = re.compile(
    r"(?i:ignore|disable|skip|noqa|shellcheck|layer|cach|separate|\bown\b|invalidat|rebuil)|" + _CROSSED_OUT
)
_NO_MORE = re.compile(_CROSSED_OUT)


@dataclass(frozen=True, slots=True)
class Joined:
    """RUNs that become one, in order, and the comments between them."""

    runs: tuple[Instruction, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class RunJoiner:
    """Looks for RUNs to join in one file; `original` is the file as the run found it.

    What a blank line keeps apart stays apart, unless this run wrote one of the two anew and no comment
    says what one of them is for. So does what takes long, so that it is not lost when the next one fails.
    Where `whatever_for` is set, neither does.
    """

    dockerfile: Dockerfile
    original: Dockerfile
    whatever_for: bool = False

    def groups(self, stage: Stage) -> Iterator[Joined]:
        """Give the groups of a stage, each as long as can be."""
        found: list[Instruction] = []
        for one in stage.instructions:
            if found and self._follows(found[-1], one, stage) and self._go_together(found, one):
                found.append(one)
                continue
            yield from self._group(found)
            found = [one]
        yield from self._group(found)

    def _go_together(self, runs: list[Instruction], last: Instruction) -> bool:
        """Tell whether a RUN belongs to each of a group: a short one between them does not join long ones."""
        script = script_at(self.dockerfile, last)
        return self.whatever_for or all(
            _belong_together(script_at(self.dockerfile, one), script) for one in runs
        )

    def _group(self, runs: list[Instruction]) -> Iterator[Joined]:
        if len(runs) == 2 and self._crossed_out(*runs):
            yield Joined(tuple(runs), (self._edit_below(runs[0], runs[1], self._style(runs)),))
        elif len(runs) > 1:
            style = self._style(runs)
            edits = tuple(self._edit(first, second, style) for first, second in pairwise(runs))
            yield Joined(tuple(runs), edits)

    def _follows(self, first: Instruction, second: Instruction, stage: Stage) -> bool:
        if first.keyword != "RUN" or second.keyword != "RUN":
            return False
        alone = self._crossed_out(first, second) and _are_alone(stage, first, second)
        if not self._plain(first, second, crossed_out=alone):
            return False
        before, after = script_at(self.dockerfile, first), script_at(self.dockerfile, second)
        if not (_is_short(before) and _is_short(after)):
            return False
        if not (alone or self.whatever_for) and self._stand_apart(first, second):
            return False
        if first.value.text.rstrip().endswith((";", "&")):  # nothing may follow with &&
            return False
        return _leaves_nothing(before) and _is_chain(after)

    def _crossed_out(self, first: Instruction, second: Instruction) -> bool:
        """Tell whether only instructions that were commented out are between two RUNs, one written anew."""
        between = [self.dockerfile.source.slice(each.span) for each in self._between(first, second)]
        crossed_out = bool(between) and all(_NO_MORE.match(text) for text in between)
        return crossed_out and not self._above(first) and not self._are_untouched(first, second)

    def _plain(self, first: Instruction, second: Instruction, *, crossed_out: bool) -> bool:
        texts = [[self.dockerfile.source.slice(flag.span) for flag in one.flags] for one in (first, second)]
        shell = shell_at(self.dockerfile, first)
        posix = shell is None or (bool(shell) and bool(_SHELLS.fullmatch(shell[0])))
        written = all(one.json is None and not one.heredocs and one.escape == "\\" for one in (first, second))
        comments = () if crossed_out else self._between(first, second)
        between = [self.dockerfile.source.slice(each.span) for each in comments]
        return (
            texts[0] == texts[1]
            and posix
            and written
            and not any(_SPEAKS.search(text) for text in (*between, *self._above(first)))
        )

    def _stand_apart(self, first: Instruction, second: Instruction) -> bool:
        between = self.dockerfile.source.text[first.lines.end : second.lines.start]
        if all(line.strip() for line in between.splitlines()) or _is_an_index(self.dockerfile, first):
            return False
        commented = self._above(first) or self._between(first, second)
        return bool(commented) or self._are_untouched(first, second)

    def _are_untouched(self, *ones: Instruction) -> bool:
        return all(self.dockerfile.source.slice(one.span) in self._untouched for one in ones)

    @cached_property
    def _untouched(self) -> frozenset[str]:
        runs = (one for one in self.original.instructions if one.keyword == "RUN")
        return frozenset(self.original.source.slice(one.span) for one in runs)

    def _between(self, first: Instruction, second: Instruction) -> tuple[Comment, ...]:
        return tuple(
            each
            for each in self.dockerfile.comments
            if first.span.end <= each.span.start and each.span.end <= second.span.start
        )

    def _above(self, one: Instruction) -> tuple[str, ...]:
        """Give the comment lines directly above an instruction, and those inside it."""
        source = self.dockerfile.source
        above = source.slice(comments_above(self.dockerfile, one)).splitlines()
        return (*(source.slice(span) for span in one.comments), *above)

    def _edit(self, first: Instruction, second: Instruction, style: Style) -> Edit:
        """Give the edit that puts ``&&`` in the place of what is between two RUNs, comments kept."""
        source = self.dockerfile.source
        comments = [source.slice(each.span).strip() for each in self._between(first, second)]
        comments += self._before_value(second)
        joint = f" {style.escape}\n"
        lines = "".join(f"{style.indent}{comment}\n" for comment in comments)
        first_line, last_line = ("", "&& ") if style.leading else (" &&", "")
        text = f"{first_line}{joint}{lines}{style.indent}{last_line}"
        return Edit(first.span.end, second.value.offset(0), text.replace("\n", source.newline))

    def _style(self, runs: list[Instruction]) -> Style:
        """Give how all of them go on with a chain: as the first that has several lines."""
        longer = next((one for one in runs if one.end_line > one.line), runs[0])
        return style_of(self.dockerfile, longer)

    def _before_value(self, one: Instruction) -> list[str]:
        """Give the comments between an instruction's keyword, or its flags, and what it runs."""
        start, source = one.value.offset(0), self.dockerfile.source
        return [source.slice(span).strip() for span in one.comments if span.start < start]

    def _edit_below(self, first: Instruction, second: Instruction, style: Style) -> Edit:
        """Give the edit that moves the first RUN into the second, behind what is commented out."""
        source = self.dockerfile.source
        joint = (
            f" {style.escape}\n{style.indent}&& " if style.leading else f" && {style.escape}\n{style.indent}"
        )
        between = source.text[first.lines.end : second.lines.start]
        between += "".join(f"{comment}{source.newline}" for comment in self._before_value(second))
        text = source.slice(first.span) + joint.replace("\n", source.newline)
        return Edit(first.lines.start, second.value.offset(0), between.lstrip("\r\n") + text)


def _are_alone(stage: Stage, first: Instruction, second: Instruction) -> bool:
    """Tell whether no other RUN stands directly before or behind two."""
    at = stage.instructions.index(first)
    beside = (*stage.instructions[max(at - 1, 0) : at], *stage.instructions[at + 2 : at + 3])
    return stage.instructions[at + 1] == second and all(one.keyword != "RUN" for one in beside)


def _is_an_index(dockerfile: Dockerfile, one: Instruction) -> bool:
    """Tell whether a RUN does nothing but fetch apt's lists, which are of use to the next RUN alone."""
    return [installer_words(each)[:2] for each in script_at(dockerfile, one).commands] in _INDEX


def _is_short(script: Script) -> bool:
    return script.opaque is None and not script.comments and 0 < len(script.commands) <= SHORT


def _leaves_nothing(script: Script) -> bool:
    """Tell whether nothing of a script but files is there for the commands behind it."""
    lasting = any(_replaces_the_shell(each) for each in script.commands)
    return not lasting and all(_ends(each) for each in script.commands) and _is_flat(script)


def _replaces_the_shell(command: Command) -> bool:
    """Tell whether a command makes another program of ``/bin/sh``: the next RUN is run by that one."""
    inner = unwrap(command)
    name, operands = program(inner), {word.value for word in inner.words[1:]}
    if name == "dpkg-reconfigure":
        return "dash" in operands
    return name in _REPLACING and not operands.isdisjoint(_SHELL_ITSELF)


def _ends(command: Command) -> bool:
    inner = unwrap(command)
    name = program(inner)
    operator = command.after.text if command.after else "&&"
    names = {name, command.name}  # `exec` is no wrapper here: nothing comes behind it
    return bool(inner.words) and None not in names and not names & _LASTING and operator in ("&&", "|", ";")


def _is_chain(script: Script) -> bool:
    """Tell whether a script fails as soon as one of its commands does, so that ``&&`` may stand before it."""
    joints = (each.after.text for each in script.commands if each.after is not None)
    return _is_flat(script) and all(joint in ("&&", "|") for joint in joints)


def _is_flat(script: Script) -> bool:
    if any(each.nesting for each in script.commands) or any(found.nesting for found in script.lists):
        return False
    return all(item.command is not None or _is_pipe(script) for found in script.lists for item in found.items)


def _is_pipe(script: Script) -> bool:
    return any(each.feeds_pipe for each in script.commands)


def _belong_together(before: Script, after: Script) -> bool:
    """Tell whether a failure of the second costs little of the first: a small one, or the same installer."""
    if all(map(_is_small, before.commands)) or all(map(_is_small, after.commands)):
        return True
    managers = {_manager(each) for each in (*before.commands, *after.commands)}
    return len(managers) == 1 and managers <= _MANAGERS


def _manager(command: Command) -> tuple[str, ...]:
    """Give the program of a command; apt is one with apt-get, which it may become behind this (DFM793)."""
    name = installer_words(command)[:1]
    return ("apt-get",) if name == ("apt",) else name


def _is_small(command: Command) -> bool:
    """Tell whether a command is done at once; so is one that sets a tool up (``git config``)."""
    inner = unwrap(command)
    sets_up = program(inner) in _SET_UP and [word.value for word in inner.words[1:2]] == ["config"]
    return sets_up or program(inner) in SMALL
