"""The table of what Python has lost, looked up in the Python that runs the tests."""

import importlib
import inspect
import sys
import tomllib
import warnings
from pathlib import Path

import pytest

from migrator.versions import numbers

TABLE = Path(__file__).parents[1] / "transforms" / "data" / "removed-python.toml"
ROWS = tomllib.loads(TABLE.read_text(encoding="utf-8"))
NOT_IN_THE_LIBRARY = {"pkg_resources", "setuptools"}
MISSING = object()


def found(name):
    """Give what a dotted name stands for, MISSING where there is no such thing."""
    parts = name.split(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for length in range(len(parts), 0, -1):
            try:
                at = importlib.import_module(".".join(parts[:length]))
            except ImportError:
                continue
            for part in parts[length:]:
                at = getattr(at, part, MISSING)
            return at
    return getattr(__import__("builtins"), name, MISSING)


def takes(name, argument):
    """Tell whether a function takes an argument by its name; None where Python does not tell."""
    try:
        every = inspect.signature(found(name)).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(each.kind is each.VAR_KEYWORD for each in every):
        return None
    return argument in {each.name for each in every}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_what_is_gone_is_gone_and_what_is_not_is_there(name):
    row = ROWS[name]
    if name in NOT_IN_THE_LIBRARY:
        pytest.skip("no part of the standard library")
    is_gone = numbers(row["gone"]) <= sys.version_info[:2]
    function, _, argument = name.partition("(")
    if not argument:
        # What is named elsewhere may have come back in a corrective release: 3.12 and 3.13 did so twice.
        assert (found(name) is MISSING) == is_gone
    elif argument.endswith("=)") and found(function) is not MISSING:
        known = takes(function, argument.removesuffix("=)"))
        assert known is None or known != is_gone
        if known and "place" in row:
            names = list(inspect.signature(found(function)).parameters)
            by_place = [each for each in names if each != "self"]
            assert by_place.index(argument.removesuffix("=)")) == int(row["place"])


@pytest.mark.parametrize("name", sorted(name for name, row in ROWS.items() if row.get("same")))
def test_what_takes_its_place_is_there(name):
    assert found(ROWS[name]["same"]) is not MISSING
    assert found(ROWS[name]["same"]) is found(name) or found(name) is MISSING or callable(found(name))


@pytest.mark.parametrize("name", sorted(name for name, row in ROWS.items() if row.get("of")))
def test_what_makes_instances_is_there(name):
    for chain in ROWS[name]["of"].split():
        root = chain.partition("()")[0]
        assert found(root) is not MISSING or found(root.replace("Safe", "")) is not MISSING
