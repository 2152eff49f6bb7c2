"""What is worked out of a record is kept on it: many ask for the same, and it cannot change."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

R = TypeVar("R")
P = ParamSpec("P")
T = TypeVar("T")


def remembered(function: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """Call `function` once for each record and further arguments; an exception is not remembered.

    The record is frozen and has no slots: the answer lives in its ``__dict__``, as long as it does.
    """
    name = _name(function)

    @wraps(function)
    def looked_up(record: R, *arguments: P.args, **named: P.kwargs) -> T:
        memory: dict[object, T] = record.__dict__  # type: ignore[assignment]
        key = (name, arguments, *named.items()) if arguments or named else name
        try:
            return memory[key]
        except KeyError:
            found = memory[key] = function(record, *arguments, **named)
            return found

    return cast("Callable[Concatenate[R, P], T]", looked_up)


def remember(record: R, function: Callable[[R], T], answer: T) -> None:
    """Keep what a remembered function would give for a record: it was worked out on another way."""
    record.__dict__[_name(function)] = answer


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
