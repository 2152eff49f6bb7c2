"""What a shell body is made of: words, commands, the lists they stand in, and the script."""

from __future__ import annotations

from migrator.records import dataclass
from migrator.source import Span, Word

_PIPES = frozenset({"|", "|&"})


@dataclass(frozen=True, slots=True)
class Operator:
    """What joins two commands: ``&&``, ``||``, ``;``, ``|``, ``|&``, ``&`` or a line end."""

    text: str
    span: Span


@dataclass(frozen=True)
class Command:
    """A simple command, also one inside ``( )``, ``{ }``, ``if``, ``for``, ``$( )`` or ``sh -c``.

    `words` are the program and its arguments without assignments and redirects. `before` and
    `after` are the operators that join it to its neighbours *in the same list* (None at the ends;
    a last ``&`` is given, since it changes what the command is).
    `nesting` names what it lies in, outermost first, out of: ``(``, ``{``, ``if``, ``for``,
    ``while``, ``case``, ``$(``, ```` ` ````, ``<(``, ``sh -c``, ``function``; empty at the top.
    `exec` is True in the JSON form.

    An assignment is one word ``NAME=value``; its value is the whole of it after quote removal. A
    redirect is one word with its operator (``2> /dev/null``) whose value has no blanks
    (``2>/dev/null``). `heredocs` are the bodies that belong to the command, each with the line of
    its terminator. `opaque_inner` says why the script that the command hands to a shell
    (``sh -c "…"``, ``eval``, ``su -c``) could not be listed. `wrappers` is filled by `unwrap` only.
    """

    assignments: tuple[Word, ...]
    words: tuple[Word, ...]
    redirects: tuple[Word, ...]
    span: Span
    before: Operator | None
    after: Operator | None
    nesting: tuple[str, ...]
    exec: bool = False
    heredocs: tuple[Span, ...] = ()
    opaque_inner: str | None = None
    wrappers: tuple[str, ...] = ()

    @property
    def name(self) -> str | None:
        """The program's name as the shell will see it; None where a variable decides."""
        return self.words[0].value if self.words else None

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words after the program's name."""
        return self.words[1:]

    @property
    def reads_pipe(self) -> bool:
        """Whether it reads what the command before it prints."""
        return self.before is not None and self.before.text in _PIPES

    @property
    def feeds_pipe(self) -> bool:
        """Whether what it prints goes to the command behind it."""
        return self.after is not None and self.after.text in _PIPES


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list: what stands between two of ``&&``, ``||``, ``;``, ``&`` and newline.

    `command` is the command when the member is a single simple one (``time`` before it allowed);
    None for a pipeline, a negated command, a subshell, an ``if`` …. `after` is also the operator
    that ends the last member (the ``;`` before ``fi``). `pipes` are what joins the members of a pipeline,
    `negated` tells of a ``!`` before it.
    """

    span: Span
    command: Command | None
    before: Operator | None
    after: Operator | None
    pipes: tuple[Operator, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class CommandList:
    """The members of one list in order.

    `condition` is True between ``if`` or ``while`` and its ``then`` or ``do``.
    """

    items: tuple[Item, ...]
    nesting: tuple[str, ...]
    condition: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """One way through a ``case`` or an ``if``: what has to hold for it, and the place of its commands.

    `group` is the place of the whole, by which the ways of one belong together. A ``case`` has the word
    that it looks at and the `patterns` of this way; an ``if`` has its `condition` as written, empty for
    ``else``. `nesting` is that of the whole.
    """

    group: Span
    span: Span
    nesting: tuple[str, ...]
    subject: Word | None = None
    patterns: tuple[Word, ...] = ()
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """A ``for``: the name that it sets and the words that it goes through (None: those of the caller)."""

    variable: Word
    words: tuple[Word, ...] | None
    span: Span
    nesting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """All simple commands of one body in source order; `opaque` says why it could not be read.

    An opaque script has no commands: who needs them must refuse with that reason. `lists` are the
    lists that the commands stand in, `comments` the shell's own comments (from ``#`` to the end of
    the logical line), which in a joined RUN may have swallowed what follows, `branches` the ways through
    its ``case`` and ``if``, in order, `loops` its ``for``, `functions` the names of those it defines.
    """

    commands: tuple[Command, ...]
    opaque: str | None = None
    lists: tuple[CommandList, ...] = ()
    comments: tuple[Span, ...] = ()
    branches: tuple[Branch, ...] = ()
    loops: tuple[Loop, ...] = ()
    functions: frozenset[str] = frozenset()

    @property
    def top(self) -> CommandList | None:
        """The outermost list; None where there is none, as in an empty or opaque script."""
        return next((found for found in self.lists if not found.nesting), None)
