"""From the grammar's findings to commands and lists with source spans."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field, replace

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell.grammar import Grammar, Pipeline
from migrator.shell.inner import opaque_expansion, opaque_quoting
from migrator.shell.model import Branch, Command, CommandList, Item, Loop, Operator
from migrator.shell.reader import ShellError
from migrator.shell.simple import Simple
from migrator.shell.wrappers import handed_script, reads_stdin
from migrator.source import Logical, Span, Word

_LEADING_TAB = re.compile(r"^\t", re.MULTILINE)


@dataclass(slots=True)
class Sink:
    """What has been found so far, in any order."""

    commands: list[Command] = field(default_factory=list)
    lists: list[CommandList] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)


class Collector(Grammar):
    """Reads one body, and the scripts that its commands hand to a shell, into a `Sink`."""

    def __init__(self, logical: Logical, sink: Sink, nesting: tuple[str, ...] = (), depth: int = 0) -> None:
        super().__init__(logical, depth)
        self.sink = sink
        self.nesting = nesting
        self.comments = sink.comments

    def inner(self, start: int, end: int, label: str) -> None:
        """Read ``text[start:end]`` as a script of its own."""
        with self._elsewhere():
            self.pos, self.end, self.pending = start, end, []
            self.nesting = (*self.nesting, label)
            self.deeper()
            self.read()

    def derived(self, logical: Logical, label: str) -> None:
        """Read a script that the text here only becomes."""
        Collector(logical, self.sink, (*self.nesting, label), self.depth + 1).read()

    @contextmanager
    def _elsewhere(self) -> Iterator[None]:
        saved = self.pos, self.end, self.pending, self.nesting, self.depth
        try:
            yield
        finally:
            self.pos, self.end, self.pending, self.nesting, self.depth = saved

    def found(self, members: list[tuple[Pipeline, Operator | None]], *, condition: bool) -> None:
        """Turn the members of one list into commands."""
        items: list[Item] = []
        before: Operator | None = None
        for index, (pipeline, operator) in enumerate(members):
            ends = index + 1 == len(members) and operator is not None and operator.text != "&"
            command = self._emit(pipeline, before, None if ends else operator)
            span = self.logical.span(pipeline.start, pipeline.parts[-1].end)
            pipes = tuple(pipeline.pipes)
            items.append(Item(span, command, before, operator, pipes, pipeline.negated))
            before = operator
        if items:
            self.sink.lists.append(CommandList(tuple(items), self.nesting, condition))

    def branched(
        self,
        group: int,
        body: tuple[int, int],
        subject: Word | None = None,
        patterns: tuple[Word, ...] = (),
        condition: str = "",
    ) -> None:
        """Keep one way through a ``case`` or ``if``."""
        start, whole = self.logical.span(*body), self.logical.span(group, body[1])
        place = Span(whole.start, whole.start)
        self.sink.branches.append(Branch(place, start, self.nesting, subject, patterns, condition))

    def looped(self, start: int, variable: Word, words: tuple[Word, ...] | None) -> None:
        """Keep one ``for``."""
        span = self.logical.span(start, self.pos)
        self.sink.loops.append(Loop(variable, words, span, self.nesting))

    def defined(self, name: str) -> None:
        """Keep the name of a function."""
        self.sink.functions.add(name)

    def _emit(self, pipeline: Pipeline, before: Operator | None, after: Operator | None) -> Command | None:
        command: Command | None = None
        borders = [before, *pipeline.pipes, after]
        for index, part in enumerate(pipeline.parts):
            command = None
            if part.simple is not None:
                command = self._build(part.simple, borders[index], borders[index + 1])
                self.sink.commands.append(command)
        return None if pipeline.negated or pipeline.pipes else command

    def _build(self, simple: Simple, before: Operator | None, after: Operator | None) -> Command:
        command = Command(
            tuple(simple.assignments),
            tuple(simple.words),
            tuple(simple.redirects),
            self.logical.span(simple.start, simple.end),
            before,
            after,
            self.nesting,
            heredocs=tuple(heredoc.span for heredoc in simple.heredocs if heredoc.span),
        )
        reason = self._script_word(command, simple) or self._script_heredoc(command, simple)
        return replace(command, opaque_inner=reason) if reason else command

    # scripts inside

    def _script_word(self, command: Command, simple: Simple) -> str | None:
        """List the script of ``sh -c``; give the reason where that fails."""
        handed = handed_script(command)
        if handed is None:
            return None
        index, name = handed
        if index < 0:
            return f"what {name} runs is not one plain word"
        start, end = simple.places[index]
        return opaque_quoting(self.text[start:end]) or self._script(start + 1, end - 1)

    def _script_heredoc(self, command: Command, simple: Simple) -> str | None:
        """List the script that a shell reads from a here-document; give the reason where that fails."""
        if not simple.heredocs or not reads_stdin(command):
            return None
        heredoc = simple.heredocs[-1]
        if heredoc.body is None:
            return "its here-document comes later"
        start, end = heredoc.body
        body = self.text[start:end]
        if heredoc.chomp and _LEADING_TAB.search(body):
            return "its here-document drops leading tabs"
        return (opaque_expansion(body) if heredoc.expand else None) or self._script(start, end)

    def _script(self, start: int, end: int) -> str | None:
        commands, lists, comments = len(self.sink.commands), len(self.sink.lists), len(self.sink.comments)
        branches, loops = len(self.sink.branches), len(self.sink.loops)
        try:
            self.inner(start, end, "sh -c")
        except ShellError as error:
            del self.sink.commands[commands:], self.sink.lists[lists:], self.sink.comments[comments:]
            del self.sink.branches[branches:], self.sink.loops[loops:]
            return str(error)
        return None
