"""How a file is written: line ends, keyword case, indent and the way it chains commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.memory import remembered
from migrator.records import dataclass

_INDENT = re.compile(r"[ \t]+(?=[^ \t\r\n#])")
_LEADING = re.compile(r"[ \t]*&&")
_CHAIN = re.compile(r"&&[ \t]*\\?[ \t]*\r?\n")
_LEADING_CHAIN = re.compile(r"\n[ \t]*&&")
_CHAINED = re.compile(
    r"^(?P<leading>[ \t]+)&&|&&[ \t]*[\\`][ \t]*\r?\n(?P<trailing>[ \t]+)(?=[^\s#&])", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one file that new text should follow.

    `leading` is True where a chain's lines begin with ``&&``, False where they end with it;
    `indent` is what continuation lines begin with; `newline` and `escape` are the file's own.
    """

    newline: str
    escape: str
    upper: bool
    indent: str
    leading: bool

    @classmethod
    def of(cls, dockerfile: Dockerfile) -> Style:
        """Read the style off a file; what it does not show is as most files have it."""
        return _style(dockerfile)

    def keyword(self, name: str) -> str:
        """Give `name` in the case that the file's keywords have."""
        return name.upper() if self.upper else name.lower()

    @property
    def joint(self) -> str:
        """What continues a line: blank, escape character, a plain line end, indent."""
        return f" {self.escape}\n{self.indent}"

    def chain(self, *commands: str) -> str:
        """Join commands with ``&&``, each on a line of its own, the way the file does."""
        between = f"{self.joint}&& " if self.leading else f" &&{self.joint}"
        return between.join(commands)


def style_of(dockerfile: Dockerfile, instruction: Instruction) -> Style:
    """Give the file's style, with what the lines of the instruction itself show."""
    style = replace(Style.of(dockerfile), indent=_deeper(dockerfile, instruction, _chain_indent(dockerfile)))
    end = instruction.heredocs[0].body.start if instruction.heredocs else instruction.span.end
    text = dockerfile.source.text[instruction.span.start : end]
    lines = [line for line in text.split("\n")[1:] if line.strip() and not line.lstrip().startswith("#")]
    if lines:
        first = next((each for each in lines if _LEADING.match(each)), None)
        blanks = [line[: len(line) - len(line.lstrip())] for line in ([first] if first else lines)]
        # A list of names is deeper than the lines of the chain or script behind it.
        blank = min((each for each in blanks if blanks[0].startswith(each)), key=len)
        style = replace(style, indent=blank or style.indent)
    if _LEADING_CHAIN.search(text) or _CHAIN.search(text):
        style = replace(style, leading=bool(_LEADING_CHAIN.search(text)))
    return style


def _deeper(dockerfile: Dockerfile, instruction: Instruction, indent: str) -> str:
    """Give the indent of lines that go on with an instruction which is indented itself: deeper than that."""
    own = dockerfile.source.text[instruction.lines.start : instruction.span.start]
    if own.strip(" \t") or (indent.startswith(own) and indent != own):
        return indent
    tabs = own.strip("\t") == "" and "\t" not in indent
    return own + ("\t" if tabs else indent)


@remembered
def _chain_indent(dockerfile: Dockerfile) -> str:
    """Give what most lines that go on with a chain begin with; four blanks where none does."""
    found = Counter(
        match["leading"] or match["trailing"] for match in _CHAINED.finditer(dockerfile.source.text)
    )
    return max(found, key=lambda indent: (found[indent], -len(indent))) if found else "    "


@remembered
def _style(dockerfile: Dockerfile) -> Style:
    lines = list(_continuations(dockerfile))
    indents = Counter(match[0] for line in lines if (match := _INDENT.match(line)))
    text, ones = dockerfile.source.text, dockerfile.instructions
    keywords = [text[one.keyword_span.start : one.keyword_span.end] for one in ones]
    behind = re.compile(r"&&[ \t]*" + re.escape(dockerfile.escape) + r"[ \t]*\Z")
    every = [line for one in (*_continued(dockerfile), ones[-1]) for line in _lines(dockerfile, one)]
    return Style(
        newline=dockerfile.source.newline,
        escape=dockerfile.escape,
        upper=sum(word.islower() for word in keywords) * 2 <= len(keywords),
        indent=max(indents, key=lambda indent: (indents[indent], -len(indent))) if indents else "    ",
        leading=sum(map(bool, map(behind.search, every))) <= sum(map(bool, map(_LEADING.match, lines))),
    )


def _lines(dockerfile: Dockerfile, instruction: Instruction) -> Iterator[str]:
    end = instruction.heredocs[0].body.start if instruction.heredocs else instruction.lines.end
    for line in dockerfile.source.text[instruction.lines.start : end].split("\n"):
        yield line.rstrip("\r")


def _continuations(dockerfile: Dockerfile) -> Iterator[str]:
    for instruction in _continued(dockerfile):
        lines = _lines(dockerfile, instruction)
        next(lines, None)
        yield from lines


def _continued(dockerfile: Dockerfile) -> list[Instruction]:
    """Give the instructions of several lines; of one line, the last alone can end with a continuation."""
    return [one for one in dockerfile.instructions if one.end_line > one.line]
