"""Takes a builder stage apart: its steps move to the final stage, in the file's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from migrator import regex as re
from migrator.dockerfile import Instruction, assignments, copy_parts
from migrator.editing.moving import comments_above, with_comments
from migrator.records import dataclass
from migrator.source import Edit, Source, Span
from migrator.stages.builder import Run
from migrator.stages.copies import copy_text, needs_folder
from migrator.stages.graph import renumbered_in
from migrator.stages.model import BY_HAND, Act, KeptError
from migrator.stages.order import require_lists, require_no_user, require_owner, require_unsynced
from migrator.stages.packages import packages, require_upgrades
from migrator.stages.plan import Setup, heavy, positions
from migrator.stages.remarks import Remarks
from migrator.stages.runs import (
    as_prefix,
    installing,
    kept_together,
    leaves_nothing,
    only_updates_installer,
    owned,
    taken_away,
    uv_mount,
    uv_word,
)
from migrator.stages.shells import require_same_shell
from migrator.stages.supply import Move, Supply, needs_own_folder
from migrator.stages.text import Piece, RunText, blank_above, edited, plain
from migrator.stages.variables import hoisted, needed_variables, require_same_sources, require_same_steering
from migrator.stages.wheels import Consumer, consumer_of
from migrator.stages.writing import cut, spliced

_ONCE = (Act.VENV, Act.INSTALL, Act.FILES)
"""What must be done, and not twice."""

_IMPLICIT_ARG = re.compile(r"(?:PIP|UV|DEBIAN|HTTPS?|http|https|NO|no)_\w+")


def collapsed(setup: Setup) -> Source:
    """Give the file with the builder folded into the final stage; raises KeptError where it cannot be."""
    refused: KeptError | None = None
    for at in positions(setup):
        try:
            return _Mover(setup, at).source()
        except KeptError as error:
            refused = error
    raise refused or KeptError(setup.final.from_.line, "is taken from nowhere", BY_HAND)


@dataclass
class _Mover:
    """One attempt to move everything to the place before `at`.

    `waiting` are RUN whose commands go into the next one that installs, `hoists` the final stage's
    own ENV that move up for what needs them.
    """

    setup: Setup
    at: Instruction
    pieces: list[Piece] = field(default_factory=list)
    moved: list[Span] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    waiting: list[Run] = field(default_factory=list)
    hoists: tuple[Instruction, ...] = ()
    given: set[str] = field(default_factory=set)
    hoisted: set[int] = field(default_factory=set)
    joined: bool = False
    origin: int = 0

    def __post_init__(self) -> None:
        setup, places = self.setup, self.setup.places
        self.dockerfile = setup.dockerfile
        folder = places.folder(self.at)
        if folder is None:
            raise KeptError(self.at.line, "goes to a folder that the file does not tell", "set WORKDIR")
        self.folder = self.now = folder
        self.consumer = consumer_of(setup)
        require_upgrades(setup, self.at)
        require_unsynced(setup, self.at)
        self.packages = packages(setup, self.consumer.instruction if self.consumer else self.at)
        self.supply = Supply(setup, self.at, folder)
        self.supply.moves |= {part.start: Move(part) for part in setup.tree_parts}
        self.declared = {pair.name for one in places.before(self.at, "ARG") for pair in assignments(one)}
        require_same_shell(setup.builder, places, self.at)

    def source(self) -> Source:
        """Give the whole new file."""
        runs = [run for run in self.setup.builder.runs if self._moves(run)]
        self._bring(runs)
        require_owner(self.setup, self.at, runs, self.supply.moves.values())
        self.hoists = () if self.consumer else self._needed_settings(runs)
        self.given = {pair.name for one in self.hoists for pair in assignments(one)}
        for one in self.setup.builder.instructions:
            self._step(one)
        if self.consumer:
            self._consume(self.consumer)
        elif self.packages and self.packages.extra and not self.joined:
            raise KeptError(self.at.line, "installs packages that nothing which is copied needs", BY_HAND)
        self._return()
        self._require_complete()
        remarks = Remarks(self.setup, self.at, self.pieces, self.moved, self.consumer)
        remarks.settle()
        edits = [*remarks.edits, *self.edits]
        return spliced(self.setup, self.at, self.pieces, edits, remarks.gone, self.hoists)

    def _bring(self, runs: Iterable[Run]) -> None:
        """Have the files where they go that `runs`, or what installs the wheels, read."""
        if any(heavy(run) for run in runs):
            require_same_steering(self.setup, self.at)
        for run in runs:
            if run.does(Act.INSTALL):
                self.supply.bring(run)
        if self.consumer:
            require_same_sources(self.setup, self.consumer.instruction)
            self.supply.bring(self.consumer.wheels, self.consumer.instruction)

    def _needed_settings(self, runs: Iterable[Run]) -> tuple[Instruction, ...]:
        """Give the final stage's own ENV that have to stand before what `runs` do."""
        raws = ((run, self.dockerfile.source.slice(run.instruction.span)) for run in runs)
        needed = (each for run, raw in raws for each in needed_variables(self.setup, run, self.at, raw))
        return hoisted(self.setup, self.at, tuple(dict.fromkeys(needed)))

    def _require_complete(self) -> None:
        """Raise KeptError where a RUN found no place, or what moves takes away what comes after it."""
        for run in self.waiting:
            if run.does(*_ONCE) and not any(span.covers(run.instruction.span) for span in self.moved):
                raise KeptError(run.instruction.line, "does more than to install packages", BY_HAND)
        if self.packages and self.packages.lists_needed:
            require_lists(
                (*(piece.text for piece in self.pieces), *(edit.text for edit in self.edits)), self.at
            )

    def _moves(self, run: Run) -> bool:
        """Tell whether a RUN of the builder is to happen in the final stage."""
        if run.does(Act.WHEEL) or leaves_nothing(self.setup, run):
            return False
        if only_updates_installer(run) and self.consumer:
            return not self.consumer.updates_pip
        return not (only_updates_installer(run) and self._is_done(run))

    def _is_done(self, run: Run) -> bool:
        """Tell whether the final stage has already run the very same, for the same Python."""
        earlier = self.setup.places.before(self.at, "RUN")
        same = any(one.value.text == run.instruction.value.text for one in earlier)
        return same and not self.setup.places.on_path(self.at)

    def _step(self, one: Instruction) -> None:
        self.origin = one.span.start
        if one.keyword == "ENV" and self.given & {pair.name for pair in assignments(one)}:
            self._hoist()
        if move := self.supply.moves.get(one.span.start):
            self._copy(move)
        run = next((run for run in self.setup.builder.runs if run.instruction is one), None)
        if run is None or not self._moves(run):
            return
        if self.consumer and only_updates_installer(run):
            self.waiting.append(run)
        elif run.does(Act.SYSTEM) and not heavy(run):
            if self.packages or run.does(*_ONCE):
                self.waiting.append(run)
        elif self._joins_the_next(run):
            self.waiting.append(run)
        else:
            self._run(run)

    def _joins_the_next(self, run: Run) -> bool:
        """Tell whether the next RUN installs too, so that both can share the packages."""
        own = self.setup.builder.instructions
        following = own[own.index(run.instruction) + 1 :][:1]
        other = next((each for each in self.setup.builder.runs if each.instruction in following), None)
        if not self.packages or not self.packages.extra or other is None or not (heavy(run) and heavy(other)):
            return False
        plain = not run.instruction.heredocs and run.instruction.json is None and not run.script.comments
        same = [f.value for f in run.instruction.flags] == [f.value for f in other.instruction.flags]
        return plain and same and run.folder == other.folder and not needs_own_folder(run)

    # COPY

    def _copy(self, move: Move) -> None:
        one = move.brought.instruction
        folder = self.setup.places.folder(one)
        if folder is not None and folder != self.now and needs_folder(self.setup, move):
            self._go_to(folder)
        double = self.supply.doubles.get(one.span.start)
        if double:
            self.edits.append(cut(self.setup, with_comments(self.dockerfile, double)))
        self._add(one, copy_text(self.setup, move, self.now), self._comments(double) if double else "")

    # RUN

    def _run(self, run: Run) -> None:
        anywhere = run.instruction.span.start in self.supply.mounted
        if needs_own_folder(run) and not anywhere and self.now != run.folder:
            self._go_to(run.folder)
        for each in (*self.waiting, run):
            if self.now != self.folder and not needs_own_folder(each):
                self.supply.name_from(each, self.now)
        numbers = list(renumbered_in(self.dockerfile, run.instruction, self.setup.gone))
        text = RunText(self.dockerfile, run.instruction, run.script, numbers)
        comments = ""
        if run.does(Act.INSTALL, Act.VENV):
            text.edits += installing(self.setup, run, self.supply, self.at)
            text.flags += self.supply.mounts.get(run.instruction.span.start, [])
        text.flags += self._tool_mounts(run)
        if heavy(run):
            text.edits += kept_together(run, self.packages)
            comments = self._join(text, bool(run.packages), owned(self.setup, run))
        comments += self._give_variables(text, run)
        rendered = text.render()
        self._add(run.instruction, rendered, comments, text.comments if text.changed else "")

    def _join(self, text: RunText, has_packages: bool, after: list[str]) -> str:
        """Put what waits before an installing RUN, and take its packages away after; give the comments."""
        source = self.dockerfile.source
        once = [run.instruction for run in self.waiting if self._is_still_there(run.instruction)]
        comments = "".join(map(self._comments, once))
        bringing = has_packages or any(run.packages for run in self.waiting)
        if self.packages and self.packages.extra and self.joined and not bringing:
            line = text.instruction.line
            raise KeptError(line, "installs after its compilers are gone", "install everything in one RUN")
        for run in self.waiting:
            self._put_before(text, run)
        given = {source.slice(flag.span) for flag in text.instruction.flags}
        text.flags = [flag for flag in dict.fromkeys(text.flags) if flag not in given]
        text.after += after
        if self.packages and bringing:
            raw = source.slice(text.instruction.span)
            if self.packages.extra or self.packages.stay:
                text.after += taken_away(self.packages, [*text.before, raw], [*text.flags, raw])
            self.joined = True
        self.waiting = self._waiting_again()
        return comments

    def _is_still_there(self, one: Instruction) -> bool:
        """Tell whether an instruction has not moved yet; what waits may move into several RUNs."""
        return with_comments(self.dockerfile, one) not in self.moved

    def _put_before(self, text: RunText, run: Run) -> None:
        installs = run.does(Act.INSTALL, Act.VENV)
        edits = installing(self.setup, run, self.supply, self.at) if installs else []
        text.before.append(as_prefix(self.setup, run, self.packages, edits))
        text.flags += self.supply.mounts.get(run.instruction.span.start, []) if installs else []
        if not heavy(run):
            text.flags += [self.dockerfile.source.slice(flag.span) for flag in run.instruction.flags]
        self.moved.append(with_comments(self.dockerfile, run.instruction))

    def _waiting_again(self) -> list[Run]:
        """Give those of `waiting` whose packages the next RUN that installs needs as well."""
        lasting = [run for run in self.waiting if not run.does(*_ONCE)]
        done = self.consumer or (len(lasting) < len(self.waiting) and self._mixed())
        return [] if done else lasting

    def _mixed(self) -> bool:
        """Tell whether the packages come with something that must not be done twice."""
        return any(run.packages and run.does(*_ONCE) for run in self.waiting)

    def _give_variables(self, text: RunText, run: Run) -> str:
        """Let a RUN have the variables it needs; give the comments over those that it has of its own now."""
        raw = "".join([*text.before, self.dockerfile.source.slice(run.instruction.span)])
        needed = needed_variables(self.setup, run, self.at, raw)
        own = [variable for variable in needed if variable.name not in self.given]
        self._declare(run, "".join([raw, *(variable.shell or "" for variable in own)]))
        if needed:
            self._hoist()
        for variable in own:
            if variable.shell is None:
                reason = f"needs ENV {variable.name}, which the final image must not have"
                raise KeptError(run.instruction.line, reason, "give the installer its settings as options")
            text.exports.append(variable.shell)
        return self._comments_of_variables({variable.name for variable in own})

    def _hoist(self) -> None:
        """Put the final stage's ENV here, with the comments that the builder has over its own."""
        if self.hoists and self.hoists[0].span.start not in self.hoisted:
            comments = self._comments_of_variables(self.given)
            for one in self.hoists:
                self.hoisted.add(one.span.start)
                self._add(one, edited(self.dockerfile.source, one.lines, ()).rstrip("\n"), comments)
                comments = ""

    def _comments_of_variables(self, names: set[str]) -> str:
        found = ""
        for one in self.setup.builder.instructions:
            own = one.keyword == "ENV" and names & {pair.name for pair in assignments(one)}
            if own and self._is_still_there(one):
                self.moved.append(with_comments(self.dockerfile, one))
                found += self._comments(one) + self._comments_within(one)
        return found

    def _comments_within(self, one: Instruction) -> str:
        """Give the comment lines between the lines of an instruction."""
        return "".join(self.dockerfile.source.slice(each).strip() + "\n" for each in one.comments)

    def _declare(self, run: Run, raw: str) -> None:
        """Declare the ARG that a RUN needs and that the final stage has not declared before it."""
        for one in self.setup.builder.instructions:
            if one.keyword != "ARG" or one.span.start > run.instruction.span.start:
                continue
            names = [pair.name for pair in assignments(one)]
            used = any(re.search(rf"\$\{{?{re.escape(name)}\b", raw) for name in names)
            used = used or any(_IMPLICIT_ARG.fullmatch(name) for name in names)
            if used and not set(names) <= self.declared:
                self._require_unread(one, names)
                self.declared.update(names)
                self._add(one, edited(self.dockerfile.source, one.lines, ()).rstrip("\n"))

    def _require_unread(self, arg: Instruction, names: Sequence[str]) -> None:
        """Raise KeptError where the final stage reads a name that has no value there yet."""
        read = re.compile(rf"\$\{{?(?:{'|'.join(map(re.escape, names))})\b")
        known = {pair.name for one in self.dockerfile.global_args for pair in assignments(one) if pair.value}
        for one in self.setup.final.instructions:
            given = assignments(one) if one.keyword == "ARG" else ()
            if any(pair.name in names and (pair.value or pair.name in known) for pair in given):
                return
            if read.search(one.value.text) and one.span.start > self.at.span.start:
                reason = f"needs ARG {names[0]}, which would have a value in the final stage as well"
                raise KeptError(arg.line, reason, "declare it there, or give it another name")

    def _tool_mounts(self, run: Run) -> Iterator[str]:
        """Give the flags that bring uv to a RUN whose stage had it and whose image is not to have it."""
        if any(uv_word(step) is not None for step in run.steps):
            yield from uv_mount(self.setup)

    def _consume(self, consumer: Consumer) -> None:
        """Write the RUN that installs straight from the requirements."""
        self.origin = consumer.wheels.instruction.span.start
        text = consumer.text(self.setup, self.supply)
        comments = self._join(text, False, [])
        comments += self._give_variables(text, consumer.wheels) + self._comments(consumer.wheels.instruction)
        self.moved.append(with_comments(self.dockerfile, consumer.wheels.instruction))
        start, span = consumer.instruction.lines.start, consumer.instruction.span
        rendered = text.render().strip("\n")
        self.edits.append(Edit.at(start, comments + (text.comments if text.changed else "")))
        self.edits.append(Edit.over(span, rendered))
        self.edits += consumer.cleanup(self.setup)

    # the folder

    def _go_to(self, folder: str) -> None:
        require_no_user(self.setup, self.at, folder)
        for one in self.setup.builder.instructions:
            if one.keyword != "WORKDIR" or not self._is_still_there(one):
                continue
            if not self.setup.places.fixed(one, one.value.text):
                raise KeptError(one.line, "works where a build argument says", "write WORKDIR out")
            if one.value.text == folder:
                self._add(one, edited(self.dockerfile.source, one.lines, ()).rstrip("\n"))
                self.now = folder
                return
        word = self.dockerfile.source.slice(self.at.keyword_span)
        text = f"{'workdir' if word.islower() else 'WORKDIR'} {folder}"
        self.pieces.append(Piece(text, origin=self.origin))
        self.now = folder

    def _return(self) -> None:
        """Go back to the final stage's own folder where something depends on it."""
        if self.now == self.folder or self._moves_on():
            return
        if not self.setup.places.before(self.at, "WORKDIR"):
            hint = "name the folder to work in before, with WORKDIR in the final stage"
            raise KeptError(self.at.line, f"works in {self.now}, which the final stage does not", hint)
        self._go_to(self.folder)

    def _moves_on(self) -> bool:
        """Tell whether the final stage sets its folder anew before it uses it."""
        for one in self.setup.final.instructions:
            if one.span.start < self.at.span.start or any(
                take.instruction is one for take in self.setup.takes
            ):
                continue
            if one.keyword == "WORKDIR":
                return one.value.text.startswith(("/", "$", '"/'))
            if one.keyword == "RUN":
                return False
            if one.keyword in ("COPY", "ADD") and not copy_parts(one).destination.text.startswith("/"):
                return False
        return False

    # text

    def _add(self, one: Instruction, text: str, comments: str = "", inner: str = "") -> None:
        self.moved.append(with_comments(self.dockerfile, one))
        blank = bool(self.pieces) and blank_above(self.dockerfile, one)
        comments += self._comments(one) + inner
        self.pieces.append(Piece(text, comments, blank, origin=self.origin))

    def _comments(self, one: Instruction) -> str:
        return plain(self.dockerfile.source.slice(comments_above(self.dockerfile, one)))
