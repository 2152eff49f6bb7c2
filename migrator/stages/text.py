"""The text of instructions that move from one stage to another: comments, joined RUN, what is left behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from migrator.dockerfile import Dockerfile, Instruction
from migrator.editing.moving import blank_before, comments_above
from migrator.editing.style import Style
from migrator.records import dataclass
from migrator.shell import Script
from migrator.shell.run_as import ends_at_failure, stops_inside
from migrator.source import Edit, Source, Span
from migrator.stages.model import BY_HAND, KeptError

_LEAVES_FOLDER = frozenset({"cd", "pushd", "popd", "exit", "exec", "trap"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One instruction that moves, with the comment lines over it; `blank` tells of a blank line above.

    `head` are comments of instructions before it that do not move, and of the stage; `origin` is
    where it comes from.
    """

    text: str
    comments: str = ""
    blank: bool = False
    head: str = ""
    origin: int = 0

    @property
    def opening(self) -> str:
        """All comment lines over it, with a blank line where a heading would run into the others."""
        apart = bool(self.head) and (bool(self.comments) or ends_in_rule(self.head))
        return self.head + ("\n" if apart else "") + self.comments


def ends_in_rule(comments: str) -> bool:
    """Tell whether the last of some comment lines is a rule, ``#########``."""
    return not comments.rstrip().rpartition("\n")[2].strip("#-=*~+_ \t")


def plain(text: str) -> str:
    """Give text with a bare newline for every line end."""
    return text.replace("\r\n", "\n")


def edited(source: Source, span: Span, edits: Iterable[Edit]) -> str:
    """Give the text of `span` with those of `edits` that lie in it applied, and bare newlines."""
    inside = [
        Edit(max(edit.start, span.start) - span.start, min(edit.end, span.end) - span.start, edit.text)
        for edit in dict.fromkeys(edits)
        if edit.start <= span.end and (span.start <= edit.start or span.start < edit.end)
    ]
    return plain(Source(source.path, source.slice(span)).splice(inside).text)


def blank_above(dockerfile: Dockerfile, instruction: Instruction) -> bool:
    """Tell whether a blank line stands over an instruction and its comments."""
    return blank_before(dockerfile, comments_above(dockerfile, instruction).start)


def without(dockerfile: Dockerfile, region: Span, gone: Iterable[Span]) -> str:
    """Give the text of `region` without the lines `gone`, and without the blank lines that leaves."""
    source = dockerfile.source
    dropped = sorted(gone)
    kept: list[str] = []
    at = region.start
    while at < region.end:
        line = source.line_span(at)
        if not any(line.start in span for span in dropped):
            kept.append(plain(source.slice(line)))
        at = line.end
    return "".join(_without_double_blanks(kept, blank_before(dockerfile, region.start)))


def _without_double_blanks(lines: Sequence[str], blank: bool) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if line.strip() or not blank:
            kept.append(line)
        blank = not line.strip()
    return kept


@dataclass
class RunText:
    """A RUN in the making: its text with `edits`, and what is joined to it.

    `exports` are variables it needs, `before` and `after` bodies that run in the same RUN, `flags`
    further flags.
    """

    dockerfile: Dockerfile
    instruction: Instruction
    script: Script
    edits: list[Edit] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    dropped_flags: list[Span] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Tell whether the text is put together anew."""
        return bool(self.exports or self.before or self.after or self.flags or self.dropped_flags)

    def render(self) -> str:
        """Give the instruction's text without a last line end; raises KeptError where it cannot be joined."""
        if not self.changed:
            return edited(self.dockerfile.source, self.instruction.lines, self.edits).rstrip("\n")
        style = Style.of(self.dockerfile)
        exports = [f"export {' '.join(self.exports)}"] if self.exports else []
        parts = [
            *exports,
            *self.before,
            self.body(joined=bool(self.before), followed=bool(self.after)),
            *self.after,
        ]
        source, one = self.dockerfile.source, self.instruction
        own = [flag.span for flag in one.flags if flag.span not in self.dropped_flags]
        joint = style.joint
        if one.flags:
            joint = plain(source.slice(Span(one.flags[-1].span.end, one.value.offset(0))))
        flags = [*(edited(source, span, self.edits) for span in own), *self.flags]
        head = source.slice(one.keyword_span)
        return f"{head} " + "".join(flag + joint for flag in flags) + style.chain(*parts)

    @property
    def comments(self) -> str:
        """The comment lines between keyword and commands, which a joined RUN does not have."""
        start = self.instruction.value.offset(0)
        inside = [one for one in self.instruction.comments if one.start < start]
        return "".join(self.dockerfile.source.slice(one).rstrip() + "\n" for one in inside)

    def body(self, *, joined: bool, followed: bool) -> str:
        """Give the commands as one member of a chain; raises KeptError where they are more than a chain.

        With `joined` other commands come before, whose failure must still end the build: braces keep
        what goes on after a failure (`;` or `||`) apart from them. With `followed` others come behind.
        """
        one = self.instruction
        if one.heredocs or one.json is not None or self.script.comments:
            raise KeptError(one.line, "has a RUN that cannot be joined with another", BY_HAND)
        top = self.script.top
        operators = [item.after.text for item in top.items[:-1] if item.after] if top else []
        goes_on = any(operator != "&&" for operator in operators)
        span = Span(one.value.offset(0), one.span.end)
        text = edited(self.dockerfile.source, span, self.edits).strip()
        text = text.rstrip(";").rstrip() if top and not text.endswith(";;") else text
        if text.split("\n")[-1].lstrip().startswith("#") or text.endswith(("&", "|", self.dockerfile.escape)):
            raise KeptError(one.line, "has a RUN that cannot be joined with another", BY_HAND)
        if followed and stops_inside(self.dockerfile, one, self.script):
            raise self._deaf()
        if not (joined and goes_on):
            return text
        sets = any(command.name == "set" and not command.nesting for command in self.script.commands)
        if top is None or sets or ends_at_failure(self.dockerfile, one, top):
            raise self._deaf()
        return f"{{ {text}; }}"

    def _deaf(self) -> KeptError:
        """Give the refusal of what `set -e` ends: before && the shell forgets what it was told."""
        what = "has a RUN whose `set -e` would not hold in a longer one"
        return KeptError(self.instruction.line, what, BY_HAND)

    def as_prefix(self) -> str:
        """Give the commands as what runs before others in one RUN; raises KeptError where it cannot be."""
        names = {command.name for command in self.script.commands if not command.nesting}
        if names & _LEAVES_FOLDER:
            raise KeptError(self.instruction.line, "has a RUN that changes the folder", BY_HAND)
        return self.body(joined=False, followed=True)
