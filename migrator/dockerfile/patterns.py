"""The shell patterns of ``${x#p}``, ``${x%p}`` and ``${x/p/r}``, matched in bounded time.

Only ``*`` and ``?`` are special, as in BuildKit. A backtracking regular expression would take for
ever on ``*a*a*a*a*b``, so all ways through a pattern are followed at once.
"""

from __future__ import annotations

from collections.abc import Iterator

_LIMIT = 1000
"""Longer values are not looked into: what becomes of them is unknown."""

_STAR = ""
_ANY = "?"
_Token = tuple[str, bool]


class PatternError(ValueError):
    """A pattern that BuildKit refuses."""


def trim_prefix(value: str, pattern: str, *, longest: bool) -> str | None:
    """Give `value` without the shortest (or longest) beginning that matches; None if too long to tell.

    Raises PatternError.
    """
    return _without_start(value, _tokens(pattern), longest)


def trim_suffix(value: str, pattern: str, *, longest: bool) -> str | None:
    """Give `value` without the shortest (or longest) end that matches; None if too long to tell.

    Raises PatternError.
    """
    rest = _without_start(value[::-1], _tokens(pattern)[::-1], longest)
    return None if rest is None else rest[::-1]


def replace(value: str, pattern: str, new: str, *, everywhere: bool) -> str | None:
    """Give `value` with the first (or every) longest match replaced; None if too long to tell.

    Raises PatternError.
    """
    tokens = _tokens(pattern)
    if len(value) > _LIMIT or len(tokens) > _LIMIT:
        return None
    parts: list[str] = []
    at = done = 0
    while at <= len(value):
        end = max(_ends(tokens, value, at), default=None)
        if end is None or (end == at == done and parts):
            at += 1
            continue
        parts += [value[done:at], new]
        done, at = end, max(end, at + 1)
        if not everywhere:
            break
    return "".join([*parts, value[done:]])


def _without_start(value: str, tokens: list[_Token], longest: bool) -> str | None:
    if len(value) > _LIMIT or len(tokens) > _LIMIT:
        return None
    ends = _ends(tokens, value, 0)
    end = max(ends, default=0) if longest else next(ends, 0)
    return value[end:]


def _tokens(pattern: str) -> list[_Token]:
    """Give pairs (character, is it a wildcard); the empty character is ``*``."""
    tokens: list[_Token] = []
    characters = iter(pattern)
    for char in characters:
        if char == "*":
            tokens.append((_STAR, True))
        elif char == "?":
            tokens.append((_ANY, True))
        elif char == "\\":
            following = next(characters, "")
            if following not in ("*", "?", "\\", "}", "/"):
                raise PatternError(f"invalid escape '\\{following}' in pattern {pattern!r}")
            tokens.append((following, False))
        else:
            tokens.append((char, False))
    return tokens


def _ends(tokens: list[_Token], value: str, start: int) -> Iterator[int]:
    """Yield, ascending, every offset at which a match that begins at `start` can end."""
    states = _closure({0}, tokens)
    if len(tokens) in states:
        yield start
    for at in range(start, len(value)):
        states = _closure(_step(states, tokens, value[at]), tokens)
        if not states:
            return
        if len(tokens) in states:
            yield at + 1


def _step(states: set[int], tokens: list[_Token], char: str) -> set[int]:
    after: set[int] = set()
    for state in states:
        if state == len(tokens):
            continue
        token, wild = tokens[state]
        if wild and char != "\n":
            after.add(state if token == _STAR else state + 1)
        elif not wild and token == char:
            after.add(state + 1)
    return after


def _closure(states: set[int], tokens: list[_Token]) -> set[int]:
    todo = list(states)
    while todo:
        state = todo.pop()
        if state < len(tokens) and tokens[state] == (_STAR, True) and state + 1 not in states:
            states.add(state + 1)
            todo.append(state + 1)
    return states
