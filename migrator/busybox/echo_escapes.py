"""Where dash's echo and that of busybox print different things."""

from __future__ import annotations

from migrator import regex as re
from migrator.shell.model import Command
from migrator.shell.wrappers import program

_EXPANDED = re.compile(r"\\[abcfnrtv\\0]")
_ONLY_BUSYBOX = re.compile(r"\\[xeE1-7]")
_OPTION = re.compile(r"-[neE]+")


def echo_differs(command: Command) -> bool | None:
    """Tell whether dash expands escapes in an ``echo`` that busybox prints as they are.

    None where ``echo -e`` would not give the same either.
    """
    if program(command) != "echo":
        return False
    words = [_unquoted(word.text) if word.value is None else word.value for word in command.arguments]
    while words and _OPTION.fullmatch(words[0]):
        if "e" in words[0] or "E" in words[0]:
            return False
        words = words[1:]
    text = " ".join(words)
    if not _EXPANDED.search(text):
        return False
    return None if _ONLY_BUSYBOX.search(re.sub(r"\\\\", "", text)) else True


def _unquoted(text: str) -> str:
    """Give a word with variables as echo gets it, as far as backslashes go."""
    parts: list[str] = []
    quote = ""
    index = 0
    while index < len(text):
        character = text[index]
        if quote == "'":
            if character == "'":
                quote = ""
            else:
                parts.append(character)
        elif character == "\\" and index + 1 < len(text):
            following = text[index + 1]
            if quote == '"' and following not in '$`"\\\n':
                parts.append(character)
            parts.append(following)
            index += 1
        elif character in "'\"" and (not quote or character == quote):
            quote = "" if quote else character
        else:
            parts.append(character)
        index += 1
    return "".join(parts)
