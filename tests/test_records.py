"""Records behave as the standard dataclass of the same text does, down to pickling and errors."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, replace

import pytest

from migrator.records import dataclass


def declared(decorator):
    @decorator(frozen=True, slots=True, order=True)
    class Place:
        line: int
        column: int = 1
        note: str = field(default="", compare=False)

    @decorator(frozen=True)
    class Kept:
        name: str
        places: list = field(default_factory=list)
        secret: str = field(default="x", repr=False, compare=False)

    @decorator
    class Open:
        name: str
        seen: dict = field(default_factory=dict)

        def __post_init__(self):
            self.seen = {**self.seen, "made": True}

    @decorator(frozen=True)
    class Empty:
        pass

    return Place, Kept, Open, Empty


OURS, THEIRS = declared(dataclass), declared(dataclasses.dataclass)
MADE = [
    (0, (1,), {}),
    (0, (1, 2), {"note": "n"}),
    (0, (), {"line": 3, "column": 4}),
    (1, ("a",), {}),
    (1, ("a", [1]), {"secret": "y"}),
    (2, ("a",), {}),
    (2, ("a", {"b": 1}), {}),
    (3, (), {}),
]


@pytest.mark.parametrize("index, values, named", MADE)
def test_a_record_is_made_shown_and_taken_apart_as_a_dataclass(index, values, named):
    ours, theirs = (classes[index](*values, **named) for classes in (OURS, THEIRS))

    assert repr(ours) == repr(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert ours == OURS[index](*values, **named)
    assert ours != theirs
    assert copy.deepcopy(ours) == ours


@pytest.mark.parametrize("values", [(), (1, 2, 3, 4), ("a", "b")])
@pytest.mark.parametrize("classes", [OURS, THEIRS])
def test_wrong_arguments_are_a_type_error(classes, values):
    with pytest.raises(TypeError):
        classes[0](*values, other=1)
    with pytest.raises(TypeError):
        classes[1](places=[])


def test_default_factories_are_called_for_each_record():
    kept = OURS[1]

    assert kept("a").places is not kept("b").places


def test_equality_and_order_look_at_the_fields_compared():
    place = OURS[0]

    assert place(1, 2, "a") == place(1, 2, "b")
    assert hash(place(1, 2, "a")) == hash(place(1, 2, "b"))
    assert sorted([place(2), place(1, 5), place(1, 3)]) == [place(1, 3), place(1, 5), place(2)]
    with pytest.raises(TypeError):
        _ = OURS[3]() < OURS[3]()


@pytest.mark.parametrize("index", [0, 1])
def test_a_frozen_record_cannot_be_changed(index):
    record = OURS[index](1)
    name = dataclasses.fields(record)[0].name

    with pytest.raises(FrozenInstanceError):
        setattr(record, name, 2)
    with pytest.raises(FrozenInstanceError):
        delattr(record, name)
    assert getattr(replace(record, **{name: 2}), name) == 2


@pytest.mark.parametrize("index", range(4))
def test_fields_are_those_of_a_dataclass(index):
    ours, theirs = (
        [
            (each.name, each.type, each.default, each.default_factory, each.compare, each.repr)
            for each in fields
        ]
        for fields in (dataclasses.fields(OURS[index]), dataclasses.fields(THEIRS[index]))
    )

    assert ours == theirs


def test_a_record_that_no_init_made_is_replaced_as_any_other():
    class_ = declared(dataclass)[1]
    bare = class_.__new__(class_)
    bare.__dict__.update(name="a", places=[1], secret="x")

    assert replace(bare, name="b").places == [1]
    assert class_("c").places == []


def test_slots_leave_no_dictionary():
    assert not hasattr(OURS[0](1), "__dict__")


def test_only_open_records_have_no_hash():
    with pytest.raises(TypeError):
        hash(OURS[2]("a"))
    assert hash(OURS[3]()) == hash(OURS[3]())


@dataclass(frozen=True, slots=True)
class Sent:
    name: str
    values: tuple[int, ...] = ()


@dataclass(frozen=True)
class SentToo:
    name: str


@pytest.mark.parametrize("record", [Sent("a", (1, 2)), SentToo("b")])
def test_records_can_be_sent_to_another_process(record):
    assert pickle.loads(pickle.dumps(record)) == record


def test_methods_of_its_own_are_kept():
    @dataclass(frozen=True)
    class Own:
        name: str

        def __hash__(self):
            return 7

        def __repr__(self):
            return "own"

    assert (hash(Own("a")), repr(Own("a"))) == (7, "own")


def test_a_field_may_be_called_anything():
    @dataclass(frozen=True)
    class Named:
        own: int
        known: int

    assert (Named(1, 2).own, Named(1, 2).known) == (1, 2)
