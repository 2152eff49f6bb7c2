"""Patterns wait for their first use: every one that a module holds must be one."""

import importlib
import pkgutil
import re

import pytest

import migrator
from migrator.regex import _Awaited
from migrator.regex import compile as awaited

NAMES = [each.name for each in pkgutil.walk_packages(migrator.__path__, "migrator.")]
MODULES = [name for name in NAMES if not name.endswith("__main__")]  # which runs when it is imported


def patterns(value):
    if isinstance(value, _Awaited):
        yield value
    elif isinstance(value, dict):
        yield from patterns(tuple(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from patterns(each)


@pytest.mark.parametrize("module", MODULES)
def test_every_pattern_compiles(module):
    for pattern in patterns(list(vars(importlib.import_module(module)).values())):
        assert isinstance(pattern.pattern, str | bytes)


def test_a_pattern_is_compiled_once_and_as_re_does():
    pattern = awaited(r"(?P<word>[a-z]+)", re.IGNORECASE)

    assert pattern.search("1 Ab")["word"] == "Ab"
    assert pattern.search is pattern.search
    assert (pattern.flags, pattern.groupindex) == (
        re.compile(pattern.pattern, re.I).flags,
        {"word": 1},
    )


def test_what_is_no_pattern_fails_when_it_is_used():
    with pytest.raises(re.error):
        awaited("(").search("")
