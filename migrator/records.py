"""A `dataclass` like the standard one, whose fields and methods are made when they are first needed.

The standard decorator looks through the fields of each class and compiles up to six functions, a
millisecond in all, whether they are used or not. Of this package's records, hundreds, a run needs a
part, and of their methods mostly ``__init__``: with the standard one they were the larger half of the
time to start.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field
from functools import partial
from operator import attrgetter, eq, ge, gt, le, lt
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform, overload

T = TypeVar("T")
_Decorator = Callable[[type[T]], type[T]]
_FIELDS = "__dataclass_fields__"


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
        record = _slotted(cls) if slots else cls
        setattr(record, _FIELDS, _AwaitedFields(cls, record))
        return _completed(record, cls, frozen, slots, order)

    return declare if cls is None else declare(cls)


class _AwaitedFields:
    """The fields of a record: the standard library works them out when one of its tools asks for them."""

    def __init__(self, declared: type, record: type) -> None:
        self._declared, self._record = declared, record

    def __get__(self, _: object, owner: type) -> dict[str, Field[Any]]:
        declared = self._declared.__dict__
        names = self._declared.__annotations__
        defaults = {name: declared[name] for name in names if name in declared}
        # In a class of its own: the library takes defaults out that ``__init__`` has still to read here.
        fields = type("Fields", (), {"__doc__": "-", "__annotations__": names, **defaults})
        bare: type = dataclasses.dataclass(init=False, repr=False, eq=False)(fields)
        found: dict[str, Field[Any]] = getattr(bare, _FIELDS)
        setattr(self._record, _FIELDS, found)
        return found


def _fields_of(declared: type) -> dict[str, Field[Any]]:
    """Give the fields as they are written, by their names."""
    written = ((name, declared.__dict__.get(name, MISSING)) for name in declared.__annotations__)
    return {name: it if isinstance(it, Field) else field(default=it) for name, it in written}


def _slotted(declared: type[T]) -> type[T]:
    """Give the same class with a slot for each field; `declared` itself keeps the defaults."""
    names = tuple(declared.__annotations__)
    left = {*names, "__dict__", "__weakref__"}
    body = {name: value for name, value in declared.__dict__.items() if name not in left}
    made = type(declared.__name__, declared.__bases__, {**body, "__slots__": names})
    made.__qualname__ = declared.__qualname__
    return cast("type[T]", made)


def _completed(cls: type[T], declared: type, frozen: bool, slots: bool, order: bool) -> type[T]:
    made: dict[str, object] = {"__repr__": _repr}
    made["__init__"] = _awaited(cls, "__init__", lambda: _compiled_init(cls, declared, frozen, slots))
    for how in (eq, lt, le, gt, ge) if order else (eq,):
        name = f"__{how.__name__}__"
        made[name] = _awaited(cls, name, partial(_compared, declared, how))
    own_hash = cls.__dict__.get("__hash__")
    hashed = _awaited(cls, "__hash__", partial(_hashed, declared)) if frozen else None
    made["__hash__"] = own_hash or hashed
    if frozen:
        made |= {"__setattr__": _no_setting, "__delattr__": _no_deleting}
    if frozen and slots:
        made |= {"__getstate__": _state, "__setstate__": _restore}
    for name, method in made.items():
        if name not in cls.__dict__ or name == "__hash__":
            setattr(cls, name, method)
    return cls


def _awaited(cls: type, name: str, make: Callable[[], Callable[..., Any]]) -> Callable[..., object]:
    """Give a method that puts the real one in its place when it is first called."""

    def method(self: object, *values: object, **named: object) -> object:
        real = make()
        setattr(cls, name, real)
        return real(self, *values, **named)

    return method


def _compiled_init(cls: type, declared: type, frozen: bool, slots: bool) -> Callable[..., None]:
    known: dict[str, object] = {"_MISSING": MISSING}
    parameters, body = ["self"], ["_own = self.__dict__"] if frozen and not slots else []
    for name, each in _fields_of(declared).items():
        value = name
        parameters.append(name + _default(name, each, known))
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


def _default(name: str, each: Field[Any], known: dict[str, object]) -> str:
    """Give the default of a parameter as text, and put what it names in `known`."""
    if each.default_factory is not MISSING:
        known[f"_new_{name}"] = each.default_factory
        return "=_MISSING"
    if each.default is MISSING:
        return ""
    known[f"_default_{name}"] = each.default
    return f"=_default_{name}"


def _hashed(declared: type) -> Callable[[object], int]:
    values = _values_of(declared)

    def method(self: object) -> int:
        return hash(values(self))

    return method


def _compared(declared: type, how: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
    values = _values_of(declared)

    def method(self: object, other: object) -> bool:
        return how(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented

    return method


def _values_of(declared: type) -> Callable[[Any], object]:
    """Give what gives the values by which records are compared."""
    names = [name for name, each in _fields_of(declared).items() if each.compare]
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
