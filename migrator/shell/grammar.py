"""The shell's grammar: lists, pipelines and compound commands."""

from __future__ import annotations

from dataclasses import field

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell.model import Operator
from migrator.shell.reader import ShellError
from migrator.shell.simple import Simple, SimpleCommands
from migrator.source import Word

_RESERVED = re.compile(
    r"(?:if|then|elif|else|fi|for|select|while|until|do|done|case|esac|function|time|coproc|in|\{|\}|!|\[\[)"
    r"(?=[ \t\n;&|()<>]|\Z)"
)
_CLOSERS = frozenset({"then", "elif", "else", "fi", "do", "done", "esac", "}"})
_OPERATOR = re.compile(r"&&|\|\||;(?![;&])|&(?!>)|\n")
_PIPE = re.compile(r"\|&?(?!\|)")
_CASE_END = re.compile(r";;&?|;&")
_TEST_END = re.compile(r"\]\](?=[ \t\n;&|()<>]|\Z)")
_TIME_OPTION = re.compile(r"-p(?=[ \t])")


@dataclass(slots=True)
class Part:
    """A member of a pipeline; `simple` is None for a compound command."""

    end: int
    simple: Simple | None


@dataclass(slots=True)
class Pipeline:
    """Commands joined by pipes; most have one."""

    start: int
    negated: bool = False
    parts: list[Part] = field(default_factory=list)
    pipes: list[Operator] = field(default_factory=list)


class Grammar(SimpleCommands):
    """Reads lists of commands; what it finds goes to `found`."""

    nesting: tuple[str, ...] = ()

    def found(self, members: list[tuple[Pipeline, Operator | None]], *, condition: bool) -> None:
        """Take the members of one list, each with the operator behind it."""
        raise NotImplementedError

    def branched(
        self,
        group: int,
        body: tuple[int, int],
        subject: Word | None = None,
        patterns: tuple[Word, ...] = (),
        condition: str = "",
    ) -> None:
        """Take one way through the ``case`` or ``if`` that begins at `group`."""
        raise NotImplementedError

    def looped(self, start: int, variable: Word, words: tuple[Word, ...] | None) -> None:
        """Take the ``for`` that began at `start` and ends here."""
        raise NotImplementedError

    def defined(self, name: str) -> None:
        """Take the name of a function whose body follows."""
        raise NotImplementedError

    def read(self) -> None:
        """Read everything up to the end; raises ShellError where it is no shell or cannot be read."""
        self._list()
        if self.pos < self.end:
            raise ShellError(f"unexpected {self.here()}")
        if self.pending:
            raise ShellError(f"the here-document {self.pending[0].delimiter} has no end")

    def substitution(self, label: str) -> None:
        """Read a command list up to its ``)``; `pos` is behind the opening one."""
        self._nested(label)
        self._expect(")")

    # lists and pipelines

    def _nested(self, label: str, stop: frozenset[str] = frozenset(), *, condition: bool = False) -> None:
        outer = self.nesting
        self.nesting = (*outer, label)
        self._list(stop, condition=condition)
        self.nesting = outer

    def _list(self, stop: frozenset[str] = frozenset(), *, condition: bool = False) -> None:
        self.deeper()
        members: list[tuple[Pipeline, Operator | None]] = []
        operator: Operator | None = None
        self.newlines()
        while not self._closed(stop):
            pipeline = self._pipeline()
            operator = self._operator()
            members.append((pipeline, operator))
            if operator is None:
                break
            self.newlines()
        if operator is not None and operator.text in ("&&", "||"):
            raise ShellError(f"a command is missing behind {operator.text}")
        self.depth -= 1
        self.found(members, condition=condition)

    def _closed(self, stop: frozenset[str]) -> bool:
        if self.pos >= self.end or self.peek() == ")" or _CASE_END.match(self.text, self.pos, self.end):
            return True
        word = self._reserved()
        if word in _CLOSERS and word not in stop:
            raise ShellError(f"unexpected {word!r}")
        return word in stop

    def _reserved(self) -> str:
        match = _RESERVED.match(self.text, self.pos, self.end)
        return match[0] if match else ""

    def _operator(self) -> Operator | None:
        self.blanks()
        match = _OPERATOR.match(self.text, self.pos, self.end)
        if not match:
            return None
        operator = Operator(match[0], self.logical.span(match.start(), match.end()))
        if match[0] == "\n":
            self.newline()
        else:
            self.pos = match.end()
        return operator

    def _pipeline(self) -> Pipeline:
        pipeline = Pipeline(self.pos)
        self._prefix(pipeline)
        while True:
            pipeline.parts.append(self._command())
            self.blanks()
            match = _PIPE.match(self.text, self.pos, self.end)
            if not match:
                return pipeline
            pipeline.pipes.append(Operator(match[0], self.logical.span(match.start(), match.end())))
            self.pos = match.end()
            self.newlines()

    def _prefix(self, pipeline: Pipeline) -> None:
        while (word := self._reserved()) in ("!", "time"):
            self.pos += len(word)
            self.blanks()
            if word == "!":
                pipeline.negated = not pipeline.negated
            elif match := _TIME_OPTION.match(self.text, self.pos, self.end):
                self.pos = match.end()
                self.blanks()

    def _command(self) -> Part:
        word = self._reserved()
        if word and word != "in":
            self.pos += len(word)
            self._compound(word)
        elif self.at("((") and self._is_arithmetic_command():
            self.pos += 2
            self.arithmetic("))")
        elif self.peek() == "(":
            self.pos += 1
            self.substitution("(")
        else:
            simple = self.simple()
            if self.peek() != "(":
                return self._part(simple)
            self._function(simple)
        end = self.pos
        return Part(self.redirects() or end, None)

    def _part(self, simple: Simple) -> Part:
        if simple.end == simple.start:
            raise ShellError(f"a command is missing before {self.here()}")
        return Part(simple.end, simple)

    # compound commands

    def _compound(self, word: str) -> None:
        match word:
            case "{":
                self._nested("{", frozenset("}"))
                self._keyword("}")
            case "if":
                self._if()
            case "while" | "until":
                self._nested("while", frozenset({"do"}), condition=True)
                self._do("while")
            case "for" | "select":
                self._for()
            case "case":
                self._case()
            case "[[":
                self._test()
            case "function":
                self._named_function()
            case _:
                raise ShellError(f"unexpected {word!r}")

    def _expect(self, text: str) -> None:
        self.newlines()
        if not self.at(text):
            raise ShellError(f"{text} is missing before {self.here()}")
        self.pos += len(text)

    def _keyword(self, *words: str) -> str:
        self.newlines()
        word = self._reserved()
        if word not in words:
            raise ShellError(f"{words[0]!r} is missing before {self.here()}")
        self.pos += len(word)
        return word

    def _if(self) -> None:
        group, word = self.pos, "elif"
        while word == "elif":
            start = self.pos
            self._nested("if", frozenset({"then"}), condition=True)
            condition = self.text[start : self.pos].strip().removesuffix(";").rstrip()
            self._keyword("then")
            start = self.pos
            self._nested("if", frozenset({"elif", "else", "fi"}))
            self.branched(group, (start, self.pos), condition=condition)
            word = self._keyword("fi", "else", "elif")
        if word == "else":
            start = self.pos
            self._nested("if", frozenset({"fi"}))
            self.branched(group, (start, self.pos))
            self._keyword("fi")

    def _do(self, label: str) -> None:
        self._keyword("do")
        self._nested(label, frozenset({"done"}))
        self._keyword("done")

    def _for(self) -> None:
        self.blanks()
        start, variable, words = self.pos, None, None
        if self.at("(("):
            self.pos += 2
            self.arithmetic("))")
        else:
            variable = self.word()
            self.newlines()
            if self._reserved() == "in":
                self.pos += 2
                words = self._words()
        self.blanks()
        if self.peek() == ";":
            self.pos += 1
        self._do("for")
        if variable is not None:
            self.looped(start, variable, words)

    def _words(self) -> tuple[Word, ...]:
        found: list[Word] = []
        self.blanks()
        while self.pos < self.end and self.peek() not in ";\n":
            found.append(self.word())
            self.blanks()
        return tuple(found)

    def _case(self) -> None:
        self.blanks()
        group, subject = self.pos, self.word()
        self._keyword("in")
        self.newlines()
        while self._reserved() != "esac":
            patterns, start = self._patterns(), self.pos
            self._nested("case", frozenset({"esac"}))
            self.branched(group, (start, self.pos), subject, patterns)
            end = _CASE_END.match(self.text, self.pos, self.end)
            if not end:
                break
            self.pos = end.end()
            self.newlines()
        self._keyword("esac")

    def _patterns(self) -> tuple[Word, ...]:
        if self.peek() == "(":
            self.pos += 1
        found: list[Word] = []
        while True:
            self.blanks()
            found.append(self.word())
            self.blanks()
            if self.peek() != "|":
                break
            self.pos += 1
        self._expect(")")
        return tuple(found)

    def _function(self, simple: Simple) -> None:
        if len(simple.words) != 1 or simple.assignments or simple.redirects:
            raise ShellError(f"unexpected {self.here()}")
        self.defined(simple.words[0].text)
        self.pos += 1
        self._expect(")")
        self._function_body()

    def _named_function(self) -> None:
        self.blanks()
        self.defined(self.word().text)
        self.blanks()
        if self.peek() == "(":
            self.pos += 1
            self._expect(")")
        self._function_body()

    def _function_body(self) -> None:
        self.newlines()
        outer = self.nesting
        self.nesting = (*outer, "function")
        if self._command().simple is not None:
            raise ShellError("a function's body is a simple command")
        self.nesting = outer

    def _is_arithmetic_command(self) -> bool:
        self.pos += 1
        found = self.is_arithmetic()
        self.pos -= 1
        return found

    def _test(self) -> None:
        regex = False
        while True:
            self.newlines()
            if _TEST_END.match(self.text, self.pos, self.end):
                self.pos += 2
                return
            if self.pos >= self.end or self.peek() == ";":
                raise ShellError("a [[ is not closed")
            if regex:
                self.regex()
                regex = False
            elif self.peek() in "()<>|&":
                self.pos += 1
            else:
                regex = self.word().text == "=~"
