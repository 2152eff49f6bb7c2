"""Writes the RUN of a file for apk in place of apt, step by step, by a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrator import regex as re
from migrator.alpine.apk_commands import apk_adds, installed_by_apk, package_name
from migrator.alpine.virtual_packages import BUILD_DEPS, add_command, wrap
from migrator.apt.commands import AptCall, Kind, apt_calls
from migrator.apt.outcome import Rewritten, StuckError
from migrator.apt.package_lists import package_lists, written_out
from migrator.apt.plan import Package, Planner, RunPlan
from migrator.dockerfile import Dockerfile, Instruction
from migrator.editing import delete_commands, delete_instruction, delete_words, json_word, replace_command
from migrator.editing.chain_edits import behind, joint, top_item, written
from migrator.editing.drafts import Draft
from migrator.editing.erasure import erase
from migrator.editing.style import style_of
from migrator.knowledge import Knowledge
from migrator.requirements.installers import installs_packages
from migrator.shell import Command, Script
from migrator.shell.run_as import joint_behind, script_at
from migrator.source import Edit, Span, Word

_DELETE = f"apk del --no-network {BUILD_DEPS}"
_APT_MOUNT = re.compile(r"(?:^|,)(?:target|dst|destination)=/var/(?:cache|lib)/apt(?:/[^,]*)?/?(?:,|\Z)")
_NEEDLESS = "apt-get clean"
"""Takes the place of a command until it is taken out with all others that are not needed."""

_MACHINES = "debian-machines.toml"
_BY_APK = "apk tells the machine"

_COMMENT = re.compile(r"`(#[^`\n]*)`")
_TRIVIAL = frozenset({"set", "true", ":", "export"})


class Rewriter:
    """Rewrites one file. Raises StuckError, and UnreadableError for a fault of its own."""

    def __init__(self, dockerfile: Dockerfile, planner: Planner, knowledge: Knowledge) -> None:
        self.draft = Draft(dockerfile)
        self.planner, self.knowledge = planner, knowledge
        self.done: dict[int, Rewritten] = {}
        self.gone: list[int] = []

    def run(self) -> dict[int, tuple[Edit, ...]]:
        """Rewrite all RUN and give the edits by the number of the instruction."""
        for plan in self.planner.plans:
            if plan.calls or plan.virtual or _steered(plan.script):
                self.done[plan.number] = Rewritten()
                _RunRewriter(self, plan).rewrite()
        return {number: self._edits(number) for number in self.done}

    def _edits(self, number: int) -> tuple[Edit, ...]:
        original = self.draft.original
        if number in self.gone:
            return delete_instruction(original, original.instructions[number])
        return self.draft.edits(number, self.done.keys() - set(self.gone))


def _architecture(knowledge: Knowledge) -> str:
    """Give what says the machine in Debian's words; without quotes, since it may stand in any."""
    words = (f"-e s/{name}/{fields.text('debian')}/" for name, fields in knowledge.rows(_MACHINES))
    return f"apk --print-arch | sed {' '.join(words)}"


def _steered(script: Script) -> tuple[Word, ...]:
    """Give what is set for apt alone before the first command that has it and installs or upgrades."""
    steered = (Kind.UPGRADE, Kind.REMOVE)
    calls = {call.command.span for call in apt_calls(script) if call.kind in steered}
    users = (one for one in script.commands if one.span in calls or installs_packages(one))
    return next((words for one in users if (words := _for_apt(one))), ())


def _for_apt(command: Command) -> tuple[Word, ...]:
    return tuple(word for word in command.assignments if word.text.startswith(("DEBIAN_", "DEBCONF_")))


class _RunRewriter:
    """Rewrites one RUN; every step looks at the RUN as the step before left it."""

    def __init__(self, owner: Rewriter, plan: RunPlan) -> None:
        self.draft, self.plan, self.owner = owner.draft, plan, owner
        self.note = owner.done[plan.number]
        self.style = style_of(self.draft.original, plan.instruction)
        self.placed = False
        self.seen: set[str] = set()

    @property
    def instruction(self) -> Instruction:
        return self.draft.instruction(self.plan.number)

    @property
    def script(self) -> Script:
        return script_at(self.draft.now, self.instruction)

    def rewrite(self) -> None:
        self._mounts()
        self._lists()
        while self._comment_moved():
            pass
        while (call := self._next(Kind.INSTALL)) is not None:
            self._install(*call)
        self._settings()
        while (call := self._next(Kind.UPGRADE)) is not None:
            self._replace(call[1].inner, "apk upgrade --no-cache")
            self.note.others.append("upgrade stays")
        while (call := self._next(Kind.REMOVE)) is not None:
            self._remove(call[1])
        while (call := self._next(Kind.ASKS)) is not None:
            self._replace(call[1].inner, _architecture(self.owner.knowledge))
            self.note.others += [] if _BY_APK in self.note.others else [_BY_APK]
        if self.plan.virtual:
            self._close()
        self._needless()

    def _next(self, kind: Kind) -> tuple[int, AptCall] | None:
        commands = self.script.commands
        for call in apt_calls(self.script):
            if call.kind is kind:
                return commands.index(call.command), call
        return None

    def _stuck(self, reason: str) -> StuckError:
        return StuckError(self.plan.instruction.line, reason)

    def _apply(self, edits: Iterable[Edit] | None, what: str) -> None:
        if edits is None:
            raise self._stuck(f"{what} cannot be done in place")
        self.draft.apply(edits)

    def _mounts(self) -> None:
        """Take out the mounts of apt's caches."""
        flags = [
            flag.span
            for flag in self.instruction.flags
            if flag.name == "mount"
            and _APT_MOUNT.search(flag.value or "")
            and "type=cache" in (flag.value or "")
        ]
        if flags:
            self._apply(erase(self.draft.now, self.instruction, flags), "taking out apt's cache mounts")

    def _lists(self) -> None:
        """Write lists of packages out where they are used, and take out the commands that set them."""
        while lists := package_lists(self.draft.now, self.instruction):
            edits = written_out(self.draft.now, self.instruction, lists[0])
            self._apply(edits, f"taking out what sets {lists[0].name}")

    def _comment_moved(self) -> bool:
        """Put a comment that stands in a list, ```` `# why` ````, on a line of its own above."""
        source = self.draft.now.source
        for call in apt_calls(self.script):
            for word in call.inner.words:
                match = _COMMENT.fullmatch(word.text)
                if match is None or call.kind is not Kind.INSTALL or call.command.exec:
                    continue
                line = source.line_span(word.span.start)
                indent = re.match(r"[ \t]*", source.text[line.start : line.end])
                start = word.span.start
                while source.text[start - 1] in " \t" and start > line.start:
                    start -= 1
                above = f"{indent[0] if indent else ''}{match[1]}{source.newline}"
                self.draft.apply((Edit.at(line.start, above), Edit(start, word.span.end, "")))
                return True
        return False

    def _settings(self) -> None:
        """Take out what is set for apt alone before a command that is not apt's, or will not be."""
        while words := _steered(self.script):
            self._apply(delete_words(self.draft.now, self.instruction, words), "taking words out")
            if not self.plan.calls:
                self.note.others.append(f"{words[0].text.partition('=')[0]} is for apt")

    # apt-get install

    def _install(self, index: int, call: AptCall) -> None:
        packages = [self.owner.planner.package(word) for word in call.packages]
        holds = bool(self.plan.virtual) and not self.placed and not call.command.nesting
        kept = [self._kept(package) for package in packages]
        if holds and not any(kept) and any(one.name in self.plan.temporary for one in packages):
            self.placed = True
            self._translate(index, call, [self._virtual(package) for package in packages], BUILD_DEPS)
            self._extend(index)
            return
        self.note.added += [name for names in kept for name in names]
        self._translate(index, call, kept, "")
        if holds and any(kept):
            self.placed = True
            self._insert_virtual(index)

    def _kept(self, package: Package) -> list[str]:
        """Give what stays in the image for a package; notes what becomes of it otherwise."""
        row = package.row
        if row is None:
            raise self._stuck(f"no Alpine package is known for {package.name}")
        if package.needless:
            self.note.dropped += [] if package.name in self.note.dropped else [package.name]
            return []
        leaves = self.plan.leaves(package)
        if row.build_only and not leaves and self.plan.compilers:
            compilers, self.plan.compilers = self.plan.compilers, []
            return self._new((*row.apk, *compilers))
        if package.name in self.plan.moved and package.name not in self.note.moved:
            self.note.moved.append(package.name)
        if leaves:  # an earlier RUN may have brought what the headers' library is for
            return [name for name in self._new(row.runtime) if name not in self._installed()]
        return self._new(row.apk)

    def _installed(self) -> frozenset[str]:
        """Give the packages that are in the image before this RUN."""
        stage = self.draft.now.stage_of(self.instruction)
        return installed_by_apk(self.draft.now, stage, self.instruction) if stage else frozenset()

    def _new(self, names: Iterable[str]) -> list[str]:
        in_image = self.owner.knowledge.in_image
        found = [name for name in dict.fromkeys(names) if name not in self.seen and not in_image(name)]
        self.seen.update(found)
        return found

    def _virtual(self, package: Package) -> list[str]:
        """Give what a package is among the virtual ones; each name once."""
        if package.row is None or package.needless or package.name not in self.plan.temporary:
            return []
        wanted = [name for name in package.row.apk if name not in self.note.virtual]
        self.note.virtual += wanted
        return wanted

    def _translate(self, index: int, call: AptCall, names: Sequence[Sequence[str]], virtual: str) -> None:
        """Turn a call into ``apk add`` with `names` in the places of its packages."""
        names = self._shifted(call, names)
        dropped = [word for word, new in zip(call.packages, names, strict=True) if not new]
        words = (*call.options, *dropped, *_for_apt(call.command))
        self._apply(delete_words(self.draft.now, self.instruction, words), "taking words out")
        command = self.script.commands[index]
        again = next((one for one in apt_calls(self.script) if one.command.span == command.span), None)
        if again is None or again.verb is None or again.kind is Kind.NEEDLESS:
            return
        kept = [new for new in names if new]
        self.draft.apply(self._words(again, kept, virtual))

    def _shifted(self, call: AptCall, names: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        """Move what stays behind the list's end, where the last word leaves and an operator follows it."""
        moved = list(names)
        kept = [index for index, new in enumerate(moved) if new]
        source, last = self.draft.now.source, call.packages[-1].span
        line = source.line_span(last.start)
        begins = not source.text[line.start : last.start].strip()
        rest = source.text[last.end : line.end].strip().rstrip(self.draft.now.escape).strip()
        if begins and rest and kept and kept[-1] != len(moved) - 1:
            moved[-1], moved[kept[-1]] = moved[kept[-1]], []
        return moved

    def _words(self, call: AptCall, names: Sequence[Sequence[str]], virtual: str) -> list[Edit]:
        head = ("apk", "add", "--no-cache", *(("--virtual", virtual) if virtual else ()))
        program, verb = call.inner.words[0], call.verb
        if verb is None:
            return []
        exec_form = call.command.exec
        edits = [
            Edit.over(program.span, written(head[:1], exec_form)),
            Edit.over(verb.span, written(head[1:], exec_form)),
        ]
        for word, new in zip(call.packages, names, strict=True):
            between = ", " if exec_form else joint(self.draft.now, self.instruction, word, len(call.packages))
            edits.append(Edit.over(word.span, between.join(written([name], exec_form) for name in new)))
        return edits

    # virtual packages

    def _extend(self, index: int) -> None:
        """Put the names that earlier RUN hand on behind those of the virtual package."""
        missing = [name for name in self.plan.virtual if name not in self.note.virtual]
        if not missing:
            return
        span = self.script.commands[index].span
        add = next(one for one in apk_adds(self.draft.now, self.instruction) if one.command.span == span)
        between = joint(self.draft.now, self.instruction, add.anchor, len(add.packages))
        text = "".join(between + name for name in missing)
        self.draft.apply((Edit.at(add.anchor.span.end, text),))
        self.note.virtual += missing

    def _insert_virtual(self, index: int) -> None:
        """Put the virtual packages on a line of their own behind the packages that stay."""
        text = add_command(self.style, self.plan.virtual, virtual=BUILD_DEPS)
        self.note.virtual += [name for name in self.plan.virtual if name not in self.note.virtual]
        item = top_item(self.script, self.script.commands[index])
        if item is None:  # nothing stays, and the command is about to leave
            raise self._stuck("the packages for building have no place")
        operator = item.after.text if item.after is not None else "&&"
        self.draft.apply(behind(self.draft.now, self.instruction, item, operator, text, self.style))

    def _close(self) -> None:
        """Take the virtual packages away at the end, or wrap a RUN in which apt installs nothing."""
        if not self.placed:
            self.note.virtual += self.plan.virtual
            edits = wrap(self.draft.now, self.instruction, self.plan.virtual, self.style)
            self._apply(edits, "adding packages")
        elif _DELETE not in self.draft.now.source.slice(self.instruction.span):
            self._delete_virtual()

    def _delete_virtual(self) -> None:
        """Put the command that takes the virtual packages away last, or in the place of a needless one."""
        top = self.script.top
        if top is None:  # such as a here-document of plain lines in a file whose lines end with CRLF
            raise self._stuck("what was added for it makes the RUN unreadable")
        last = top.items[-1]
        needless = [call.command.span for call in apt_calls(self.script) if call.kind is Kind.NEEDLESS]
        if last.command is not None and last.command.span in needless and not last.command.redirects:
            self._replace(last.command, _DELETE)
            return
        operator = joint_behind(self.draft.now, self.instruction, self.script)
        if operator is None:
            raise self._stuck("behind its last command, `set -e` would not hold in that any more")
        self.draft.apply(behind(self.draft.now, self.instruction, last, operator, _DELETE, self.style))

    # apt-get purge

    def _remove(self, call: AptCall) -> None:
        names = []
        for word in call.packages:
            package = self.owner.planner.package(word)
            if package.row is None:
                continue
            if self.plan.virtual and package.name in self.plan.temporary:
                names.append(BUILD_DEPS)
            elif not package.needless:
                names += [name for name in package.row.apk if name in self._present()]
        wanted = list(dict.fromkeys(names))
        if not wanted:
            self._replace(call.inner, _NEEDLESS)
        elif wanted == [BUILD_DEPS] and _DELETE not in self.draft.now.source.slice(self.instruction.span):
            self._replace(call.inner, _DELETE)
        else:
            self._replace(call.inner, f"apk del --no-network {' '.join(wanted)}")
            gone = [name for name in wanted if name != BUILD_DEPS]
            self.note.others += [f"apk del {' '.join(gone)}"] if gone else []

    def _present(self) -> frozenset[str]:
        """Give the packages that this RUN adds for good, and those that are in the image before it."""
        adds = apk_adds(self.draft.now, self.instruction)
        own = frozenset(package_name(name) for add in adds if add.virtual is None for name in add.names)
        return own | self._installed()

    # what is left

    def _replace(self, command: Command, text: str) -> None:
        words = text.split()
        if command.exec:
            text = ", ".join(json_word(word) for word in words)
        self._apply(replace_command(self.draft.now, self.instruction, command, text), "replacing a command")

    def _without(self, command: Command) -> tuple[Edit, ...] | None:
        found = delete_commands(self.draft.now, self.instruction, self.script, [command])
        if found is not None and not self._deletes_all(found):
            return found
        return self._as_nothing(command)

    def _as_nothing(self, command: Command) -> tuple[Edit, ...] | None:
        """Put ``:`` in the place of a command; what it writes is apt's, so its redirects go as well."""
        words = replace_command(self.draft.now, self.instruction, command, ":")
        if words is None or any("<<" in redirect.text for redirect in command.redirects):
            return None
        spans = [each.span for each in (*command.words, *command.redirects)]
        gone = (Edit(self._behind(spans, each.span), each.span.end, "") for each in command.redirects)
        return (*words, *gone)

    def _behind(self, spans: Iterable[Span], one: Span) -> int:
        """Give where what stands before `one` ends: in a command, over continuations but no comments."""
        text = self.draft.now.source.text
        before = max((each.end for each in spans if each.end <= one.start), default=0)
        if before and not text[before : one.start].strip(f" \t\r\n{self.draft.now.escape}"):
            return before
        return len(text[: one.start].rstrip(" \t"))

    def _deletes_all(self, edits: tuple[Edit, ...]) -> bool:
        return any(edit.start <= self.instruction.span.start < edit.end for edit in edits)

    def _needless(self) -> None:
        """Take out what has nothing to do any more; with nothing else left, the whole RUN."""
        calls = [call for call in apt_calls(self.script) if call.kind is Kind.NEEDLESS]
        for call in calls:
            if call.packages and call.verb is None:
                self._apply(delete_words(self.draft.now, self.instruction, call.packages), "taking words out")
                return self._needless()
        if not calls:
            return None
        if self._is_empty([call.command for call in calls]):
            self.owner.gone.append(self.plan.number)
            self.draft.restore(self.plan.number)
            return None
        commands = [call.command for call in calls]
        edits = delete_commands(self.draft.now, self.instruction, self.script, commands)
        if edits is None:
            edits = self._without(commands[0])
        self._apply(edits, "taking a command out")
        return self._needless()

    def _is_empty(self, commands: Sequence[Command]) -> bool:
        """Tell whether nothing would be left but what sets the shell up."""
        spans = {command.span for command in commands}
        items = [item for found in self.script.lists if not found.nesting for item in found.items]
        return all(
            item.command is not None and (item.command.span in spans or item.command.name in _TRIVIAL)
            for item in items
        )
