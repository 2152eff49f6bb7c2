"""A `dataclass` like the standard one, whose methods are made when they are first needed.

The standard decorator compiles up to six functions for each class, a millisecond in all, whether they
are called or not. Of this package's records, hundreds, a run needs a part, and of their methods
mostly ``__init__``: with the standard one they were the larger half of the time to start.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter, eq, ge, gt, le, lt
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")
_Decorator = Callable[[type[T]], type[T]]


@overload
def dataclass(cls: type[T], /) -> type[T]: ...
@overload
def dataclass(
    *, frozen: bool = ..., slots: bool = ..., order: bool = ...
) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(field_specifiers=(dataclasses.field,))
def dataclass(
    cls: type[T] | None = None, /, *, frozen: bool = False, slots: bool = False, order: bool = False
) -> type[T] | _Decorator[T]:
    """Make a class a record, as `dataclasses.dataclass` does; its tools (`replace`, `fields` …) work too.

    Records do not inherit from each other.
    """

    def declare(cls: type[T]) -> type[T]:
        bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        return _completed(bare, frozen, slots, order)

    return declare if cls is None else declare(cls)


def _completed(cls: type[T], frozen: bool, slots: bool, order: bool) -> type[T]:
    made: dict[str, object] = {"__init__": _awaited_init(cls, frozen, slots), "__repr__": _repr}
    made |= _comparison(cls, frozen)
    if order:
        made |= {f"__{each.__name__}__": _compared(cls, each) for each in (lt, le, gt, ge)}
    if frozen:
        made |= {"__setattr__": _no_setting, "__delattr__": _no_deleting}
    if frozen and slots:
        made |= {"__getstate__": _state, "__setstate__": _restore}
    for name, method in made.items():
        if name not in cls.__dict__ or name == "__hash__":
            setattr(cls, name, method)
    return cls


def _awaited_init(cls: type, frozen: bool, slots: bool) -> Callable[..., None]:
    """Give an ``__init__`` that puts the real one in its place when it is first called."""

    def __init__(self: object, *values: object, **named: object) -> None:  # noqa: N807
        init = _compiled_init(cls, frozen, slots)
        setattr(cls, "__init__", init)  # noqa: B010 – mypy knows a class's __init__ as final
        init(self, *values, **named)

    return __init__


def _compiled_init(cls: type, frozen: bool, slots: bool) -> Callable[..., None]:
    known: dict[str, object] = {"_MISSING": MISSING}
    parameters, body = ["self"], ["_own = self.__dict__"] if frozen and not slots else []
    for each in dataclasses.fields(cls):
        name, value = each.name, each.name
        parameters.append(name + _default(each, known))
        if each.default_factory is not MISSING:
            value = f"_new_{name}() if {name} is _MISSING else {name}"
        if not frozen:
            body.append(f"self.{name} = {value}")
        elif slots:
            known[f"_set_{name}"] = cls.__dict__[name].__set__
            body.append(f"_set_{name}(self, {value})")
        else:
            body.append(f"_own[{name!r}] = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    text = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(body or ["pass"])
    exec(text, known)  # noqa: S102 – as the standard library does: the text holds nothing but field names
    init = known["__init__"]
    assert callable(init)  # noqa: S101
    return init


def _default(each: Field[Any], known: dict[str, object]) -> str:
    """Give the default of a parameter as text, and put what it names in `known`."""
    if each.default_factory is not MISSING:
        known[f"_new_{each.name}"] = each.default_factory
        return "=_MISSING"
    if each.default is MISSING:
        return ""
    known[f"_default_{each.name}"] = each.default
    return f"=_default_{each.name}"


def _comparison(cls: type, frozen: bool) -> dict[str, object]:
    values = _values_of(cls)

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    own_hash = cls.__dict__.get("__hash__")
    return {"__eq__": _compared(cls, eq), "__hash__": own_hash or (__hash__ if frozen else None)}


def _compared(cls: type, how: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
    values = _values_of(cls)

    def method(self: object, other: object) -> bool:
        return how(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented

    return method


def _values_of(cls: type) -> Callable[[Any], object]:
    """Give what gives the values by which records are compared."""
    names = [each.name for each in dataclasses.fields(cls) if each.compare]
    return attrgetter(*names) if names else lambda _: ()


def _repr(self: Any) -> str:  # noqa: ANN401
    shown = (each.name for each in dataclasses.fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


def _no_setting(self: object, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:  # noqa: ANN401
    return [getattr(self, name) for name in self.__slots__]


def _restore(self: Any, state: list[object]) -> None:  # noqa: ANN401
    for name, value in zip(self.__slots__, state, strict=True):
        object.__setattr__(self, name, value)
