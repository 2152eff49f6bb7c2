"""Targets of a bake file in HCL, read as text: what is not a plain value counts as unknown."""

from __future__ import annotations

from collections.abc import Mapping

from migrator import regex as re

_TARGET = re.compile(r'^[ \t]*target[ \t]+"(?P<name>[^"\n]+)"[ \t]*\{', re.M)
_TEXT = re.compile(
    r'^[ \t]*"?(?P<key>[\w-]+)"?[ \t]*[=:][ \t]*(?P<value>"(?:[^"\\\n]|\\.)*"|[^\s{\[][^\n]*)', re.M
)
_ARGS = re.compile(r"^[ \t]*args[ \t]*=[ \t]*\{", re.M)
_INHERITS = re.compile(r"^[ \t]*inherits[ \t]*=[ \t]*\[(?P<names>[^\]]*)\]", re.M)
_PLATFORMS = re.compile(r"^[ \t]*platforms[ \t]*=[ \t]*\[(?P<names>[^\]]*)\]", re.M)
_SKIPPED = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|//[^\n]*|/\*.*?\*/', re.S)
_UNKNOWN = "${unknown}"
"""Written in the place of a value that only bake can tell."""


def targets_of(text: str) -> Mapping[str, Mapping[str, object]]:
    """Give the targets by name, inherited values too.

    These are ``context``, ``dockerfile``, ``target``, ``args`` and ``platforms``.
    """
    own = {match["name"]: _block(text, match.end()) for match in _TARGET.finditer(text)}
    return {name: _inherited(name, own, ()) for name in own}


def _block(text: str, start: int) -> str:
    """Give the text from `start` to the brace that closes the block, comments blanked."""
    plain = _SKIPPED.sub(lambda match: match[0] if match[0][0] == '"' else " " * len(match[0]), text[start:])
    hidden = _SKIPPED.sub(lambda match: " " * len(match[0]), plain)
    depth = 1
    for at, sign in enumerate(hidden):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return plain[:at]
    return plain


def _inherited(name: str, own: Mapping[str, str], above: tuple[str, ...]) -> dict[str, object]:
    if name in above or name not in own:
        return {}
    block = own[name]
    table: dict[str, object] = {}
    inherits = _INHERITS.search(block)
    for parent in re.findall(r'"([^"]+)"', inherits["names"]) if inherits else ():
        table |= _inherited(parent, own, (*above, name))
    arguments = _ARGS.search(block)
    inner = _block(block, arguments.end()) if arguments else ""
    outer = block[: arguments.start()] + block[arguments.end() + len(inner) :] if arguments else block
    inherited = table.get("args")
    own_arguments = (inherited if isinstance(inherited, dict) else {}) | _values(inner)
    kept: dict[str, object] = {
        k: v
        for k, v in _values(outer).items()
        if k in ("context", "dockerfile", "target", "dockerfile-inline")
    }
    if platforms := _PLATFORMS.search(outer):
        kept["platforms"] = re.findall(r'"([^"]+)"', platforms["names"])
    return table | kept | ({"args": own_arguments} if own_arguments else {})


def _values(text: str) -> dict[str, str]:
    return {match["key"]: _value(match["value"]) for match in _TEXT.finditer(text)}


def _value(written: str) -> str:
    """Give a quoted text without its quotes; anything else, also one with ``${…}``, is not known."""
    if not written.startswith('"') or "${" in written or "%{" in written:
        return _UNKNOWN
    return written[1:-1].replace('\\"', '"').replace("\\\\", "\\").replace("$", "$$")
