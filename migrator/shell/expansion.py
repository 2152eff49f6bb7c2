"""What begins with ``$`` or a backtick: parameters, arithmetic and command substitutions."""

from __future__ import annotations

from dataclasses import field

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell.reader import Reader, ShellError
from migrator.source import Logical

_IN_PARAMETER = re.compile(r"[^}'\"\\$`]+")
_IN_ARITHMETIC = re.compile(r"[^()\[\]'\"\\$`\n]+")
_PARENS = re.compile(r"[^()'\"\\]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]")
_PARAMETER = re.compile(r"[#!]?(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(?=[}:=?#%/^,@[*+-])")
_ANSI = re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL)
_ANSI_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ANSI_VALUES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "e": "\x1b"}
_TILDE = re.compile(r"~|[A-Za-z_][A-Za-z0-9_]*\+?=(?:[^\0]*:)?~")
_EXTRAS = re.compile(r"[A-Za-z0-9][\w.-]*\[[A-Za-z][\w.-]+(?:,[A-Za-z][\w.-]*)*\][^*?\[\]{}]*\Z", re.ASCII)


@dataclass(slots=True)
class Value:
    """What a word becomes: `shadow` is the text with its quoted characters made harmless."""

    parts: list[str] = field(default_factory=list)
    shadow: list[str] = field(default_factory=list)
    known: bool = True

    def literal(self, text: str) -> None:
        """Add unquoted text, in which globs, braces and tildes mean something."""
        self.parts.append(text)
        self.shadow.append(text)

    def quoted(self, text: str) -> None:
        """Add text that stands for itself."""
        self.parts.append(text)
        self.shadow.append("\0" * max(1, len(text)))

    def result(self) -> str | None:
        """Give the value; None where something unknown or a glob, brace or tilde decides."""
        if not self.known or _is_pattern("".join(self.shadow)):
            return None
        return "".join(self.parts)


def _is_pattern(shadow: str) -> bool:
    """Tell whether a shell would replace the text.

    A requirement with extras (``uvicorn[standard]``) is a glob too, but a shell leaves it alone
    where no file matches, which is what its writer counts on.
    """
    if "*" in shadow or "?" in shadow or _TILDE.match(shadow):
        return True
    first, last = shadow.find("{"), shadow.rfind("}")
    if 0 <= first < last and ("," in shadow[first:last] or ".." in shadow[first:last]):
        return True
    first, last = shadow.find("["), shadow.rfind("]")
    return 0 <= first < last - 1 and not _EXTRAS.match(shadow)


class Expansions(Reader):
    """Steps over expansions; the grammar above it reads the commands in them."""

    def substitution(self, label: str) -> None:
        """Read a command list up to its ``)``; `pos` is behind the opening one."""
        raise NotImplementedError

    def inner(self, start: int, end: int, label: str) -> None:
        """Read ``text[start:end]`` as a script of its own."""
        raise NotImplementedError

    def derived(self, logical: Logical, label: str) -> None:
        """Read a script that the text here only becomes."""
        raise NotImplementedError

    def quoted(self, value: Value) -> bool:
        """Read a quoted part, an escape or an expansion; False where none begins here."""
        raise NotImplementedError

    def double(self, value: Value) -> None:
        """Read a double-quoted part."""
        raise NotImplementedError

    def dollar(self, value: Value, *, quoted: bool) -> None:
        """Read what a ``$`` begins."""
        following = self.peek(1)
        if not quoted and following == "'":
            self._ansi(value)
        elif not quoted and following == '"':
            self.pos += 1
            self.double(value)
        elif following and following in "({[":
            value.known = False
            self._bracketed(following, quoted=quoted)
        elif match := _NAME.match(self.text, self.pos + 1, self.end):
            value.known = False
            self.pos = match.end()
        else:
            value.quoted("$")
            self.pos += 1

    def _bracketed(self, opener: str, *, quoted: bool) -> None:
        self.deeper()
        self.pos += 2
        if opener == "{":
            self._parameter(quoted=quoted)
        elif opener == "[":
            self.arithmetic("]")
        elif self.peek() == "(" and self.is_arithmetic():
            self.pos += 1
            self.arithmetic("))")
        else:
            self.substitution("$(")
        self.depth -= 1

    def _ansi(self, value: Value) -> None:
        match = _ANSI.match(self.text, self.pos + 2, self.end)
        if not match:
            raise ShellError("a single quote is not closed")
        self.pos = match.end()
        body = match[0][:-1]
        value.known = value.known and all(code in _ANSI_VALUES for code in _ANSI_ESCAPE.findall(body))
        value.quoted(_ANSI_ESCAPE.sub(lambda found: _ANSI_VALUES.get(found[1], found[0]), body))

    def _parameter(self, *, quoted: bool) -> None:
        name = _PARAMETER.match(self.text, self.pos, self.end)
        if not name:
            raise ShellError("a ${ } is no parameter")
        self.pos = name.end()
        while self.peek() != "}":
            match = _IN_PARAMETER.match(self.text, self.pos, self.end)
            if match:
                self.pos = match.end()
            elif self.pos >= self.end:
                raise ShellError("a ${ is not closed")
            elif quoted and self.peek() == "'":
                self.pos += 1
            elif quoted and self.peek() == "$":
                self.dollar(Value(), quoted=True)
            else:
                self.quoted(Value())
        self.pos += 1

    def is_arithmetic(self) -> bool:
        """Tell whether the ``((`` whose second one is here closes as ``))``."""
        level, place = 2, self.pos + 1
        while place < self.end:
            match = _PARENS.match(self.text, place, self.end)
            place = match.end() if match else place
            char = self.text[place] if place < self.end else ""
            if char in ("'", '"'):
                place = self.text.find(char, place + 1, self.end)
                if place < 0:
                    return False
            elif char == "\\":
                place += 1
            elif char == "(":
                level += 1
            elif char == ")":
                level -= 1
                if level == 1:
                    return self.text.startswith(")", place + 1, self.end)
            place += 1
        return False

    def arithmetic(self, closer: str) -> None:
        """Read an arithmetic expression and its `closer`."""
        level = 0
        while self.pos < self.end:
            match = _IN_ARITHMETIC.match(self.text, self.pos, self.end)
            if match:
                self.pos = match.end()
            elif level == 0 and self.at(closer):
                self.pos += len(closer)
                return
            elif self.peek() == "\n":
                self.newline()
            elif self.peek() in "()[]":
                level += 1 if self.peek() in "([" else -1
                self.pos += 1
            else:
                self.quoted(Value())
        raise ShellError(f"an arithmetic expression lacks its {closer}")

    def backticks(self, *, quoted: bool) -> None:
        """Read a command substitution in backticks; quotes around it make one more escape."""
        start = place = self.pos + 1
        while place < self.end and self.text[place] != "`":
            place += 2 if self.text[place] == "\\" else 1
        if place >= self.end:
            raise ShellError("a backtick is not closed")
        escapes = _escapes(self.text[start:place], '\\`$"' if quoted else "\\`$")
        self.deeper()
        if escapes:
            self.derived(_without(self.logical.part(start, place), escapes), "`")
        else:
            self.inner(start, place, "`")
        self.depth -= 1
        self.pos = place + 1


def _escapes(text: str, escaped: str) -> list[int]:
    """Give the places of the backslashes that go."""
    found: list[int] = []
    place = text.find("\\")
    while place >= 0:
        if text[place + 1 : place + 2] and text[place + 1] in escaped:
            found.append(place)
        place = text.find("\\", place + 2)
    return found


def _without(logical: Logical, places: list[int]) -> Logical:
    """Give `logical` without the characters at `places`, mapped to the same source."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = start = 0
    for stop in [*places, len(logical.text)]:
        if stop > start:
            part = logical.part(start, stop)
            parts.append(part.text)
            pieces += [(at + length, origin) for at, origin in part.pieces]
            length += stop - start
        start = stop + 1
    return Logical("".join(parts), tuple(pieces) or ((0, logical.offset(0)),))
