"""Every row of the tables of hazards: found as it is written, found under another name, and not mistaken."""

import sys

import pytest

from migrator.api import ImageFacts, OtherFile
from migrator.knowledge import Knowledge
from migrator.other_files import OtherEngine
from migrator.registry import On, installed, knowledge_folders
from migrator.selection import Selection
from migrator.source import Source
from migrator.sources.reading import still_reads

KNOWLEDGE = Knowledge.load(*knowledge_folders())
TRANSFORMS = tuple(each for each in installed() if each.bundle == "sources")
IMAGE = ImageFacts(musl=True, rebased=True, old=(3, 5), new=(3, 13), flavour=3)
MODULES = frozenset(
    {
        *sys.stdlib_module_names,
        *("asyncio.coroutines", "asyncio.futures", "asyncio.streams", "concurrent.futures", "html.parser"),
        *("http.client", "importlib.abc", "importlib.metadata", "importlib.util", "urllib.request"),
        "xml.etree.ElementTree",
    }
)
TESTS = "unittest.TestCase."

BAD = {
    "coroutine": ("async def work(): pass\n", "[work()]", "[task(work())]"),
    "set": ("", "{1, 2}", "[1, 2]"),
    "flags": ("", "r'^(?i)a'", "r'(?i)^a'"),
}
"""What comes before, a bad value and a good one, by the kinds of values in the table."""


def rules(text, tmp_path):
    file = OtherFile(tmp_path / "app.py", "app.py", On.PYTHON, (IMAGE,), ("Dockerfile",))
    engine = OtherEngine(TRANSFORMS, Selection(), frozenset({"sources"}), KNOWLEDGE, still_reads)
    result = engine.run(Source("app.py", text), file)
    assert result.failure is None, (text, result.failure)
    return [each.finding.rule.id for each in result.outcomes]


def imported(name):
    """Give ways to write a dotted name: whole, by an alias of its module, and by one of its own."""
    module = next(each for each in _above(name) if each in MODULES)
    first, _, rest = name[len(module) + 1 :].partition(".")
    rest = rest and f".{rest}"
    yield f"import {module}\n", name
    yield f"import {module} as other\n", f"other.{first}{rest}"
    yield f"from {module} import {first} as other\n", f"other{rest}"
    above, _, last = module.rpartition(".")
    if above:
        yield f"from {above} import {last} as other\n", f"other.{first}{rest}"


def _above(name):
    while name := name.rpartition(".")[0]:
        yield name


def removed(name):
    """Give code that uses a row, under its name and others, and code that does not though it looks so."""
    row = KNOWLEDGE.row("removed-python.toml", name)
    function, _, argument = name.partition("(")
    word, _, value = argument.removesuffix(")").partition("=")
    if row.get("module"):
        yield from ((each, True) for each in _modules(name))
    elif name.startswith(TESTS):
        yield from _tests(name.removeprefix(TESTS))
    elif row.get("of"):
        yield from _instances(function, word, row["of"].split())
    elif value == "unhashable":
        yield from _dataclasses()
    elif argument:
        yield from _calls(function, word, value, int(row.get("place", "1")))
    else:
        yield from _names(name)
    if not row.get("module"):
        yield f"def f({function.partition('.')[0]}):\n    return {function}(1, 2, 3, 4, 5, 6)\n", False
    yield f"text = '{function}(x)'  # import {function}\n", False


def _modules(name):
    yield f"import {name}\n"
    yield f"import {name} as other\n"
    yield f"from {name} import x as other\n"
    yield f"import importlib as i\ni.import_module('{name}')\n"


def _names(name):
    for before, use in imported(name):
        yield f"{before}x = {use}\n", True
        yield f"try:\n    {before}    x = {use}\nexcept (ImportError, AttributeError):\n    pass\n", False


def _tests(word):
    body = f":\n    def test(self):\n        self.{word}(1, 1)\n"
    yield f"import unittest\nclass T(unittest.TestCase){body}", True
    yield f"from unittest import TestCase as Base\nclass T(Base){body}", True
    yield f"class T{body}", False
    yield f"import unittest\nclass T(unittest.TestCase){body}    def {word}(self, *a): pass\n", False


def _instances(function, word, chains):
    method = function.rpartition(".")[2]
    call = f"x.{method}({word}=1)" if word else f"x.{method}()"
    for chain in chains:
        root, _, rest = chain.partition("()")
        if KNOWLEDGE.row("removed-python.toml", root):
            continue  # which is found by itself
        for before, made in imported(root):
            yield f"{before}x = {made}(){rest}\n{call}\n", True
            yield f"{before}def f(x):\n    {made}()\n    {call}\n", False
            yield f"{before}x = {made}(){rest}\nx = other_thing()\n{call}\n", False


def _dataclasses():
    text = "{0}\n@{1}\nclass A:\n    x: int = 1\n@{1}\nclass B:\n    a: A = {2}\n"
    yield text.format("import dataclasses", "dataclasses.dataclass", "A()"), True
    yield text.format("import dataclasses as d", "d.dataclass", "A()"), True
    yield text.format("from dataclasses import dataclass as d", "d", "A()"), True
    yield text.format("from pydantic.dataclasses import dataclass as d", "d", "A()"), False
    yield text.format("from dataclasses import dataclass as d", "d(frozen=True)", "A()"), False
    yield text.format("from dataclasses import dataclass as d", "d", "field(default_factory=A)"), False


def _calls(function, word, value, place):
    before, bad, good = BAD.get(value, ("", f"'{value}'" if value else "x", "''"))
    for more, use in imported(function if "." in function else f"builtins.{function}"):
        others = "y, " * place if value else "y, "
        yield f"{more}{before}{use}({others}{'' if value else f'{word}='}{bad})\n", True
        if value:
            yield f"{more}{before}{use}({others}{good})\n", False
        yield f"{more}try:\n    {use}({others}{word}={bad})\nexcept Exception:\n    pass\n", False


@pytest.mark.parametrize("name", KNOWLEDGE.names("removed-python.toml"))
def test_a_name_that_python_lost_is_found_and_nothing_is_mistaken_for_it(name, tmp_path):
    cases = tuple(removed(name))

    assert {expected for _, expected in cases} == {True, False}
    for text, expected in cases:
        assert (rules(text, tmp_path) != []) == expected, text


@pytest.mark.parametrize("name", KNOWLEDGE.names("musl-python.toml"))
def test_a_name_that_musl_lacks_is_found_and_nothing_is_mistaken_for_it(name, tmp_path):
    row = KNOWLEDGE.row("musl-python.toml", name)
    end = "()" if row["when"] == "call" else ""
    module = name.partition(".")[0]
    for before, use in imported(name):
        assert rules(f"{before}x = {use}{end}\n", tmp_path) == ["DFM804"], before
    for text in (
        f"text = '{name}{end}'  # {name}{end}\n",
        f"def f({module}):\n    return {name}{end}\n",
        f"import {module}\nif hasattr({module}, 'x'):\n    {name}{end}\n" if row.get("fails") else "",
    ):
        assert rules(text, tmp_path) == [], text


def test_each_function_of_glibc_is_found_and_nothing_is_mistaken_for_it(tmp_path):
    names = KNOWLEDGE.names("glibc-functions.toml")
    own = "import ctypes as c\nfrom ctypes import CDLL as D, cdll as e\nlibc = D('libc.so.6')\n"
    ways = ("libc.{}(0)\n", "e['libc.so.6'].{}\n", "getattr(c.CDLL(None), '{}')\n")
    lines = own + "".join(way.format(name) for name in names for way in ways)
    assert rules(lines, tmp_path) == ["DFM801"] * len(names) * len(ways)

    others = ("x.{}(0)\n", "t = 'libc.{}(0)'\n", "getattr(libc, '{}', None)\n", "D('libx.so').{}\n")
    lines = own + "".join(way.format(name) for name in names for way in others)
    assert rules(lines, tmp_path) == []


@pytest.mark.parametrize("name", KNOWLEDGE.names("debian-commands.toml"))
def test_a_program_that_alpine_lacks_is_found_and_nothing_is_mistaken_for_it(name, tmp_path):
    for text in (
        f"import subprocess\nsubprocess.run(['{name}', 'x'])\n",
        f"import subprocess as s\ns.check_output('{name} x', shell=True)\n",
        f"from os import system as run\nrun('cd /x && {name} x')\n",
    ):
        assert "DFM808" in rules(text, tmp_path), text
    for text in (
        f"print(['{name}', 'x'])  # subprocess.run('{name}')\n",
        f"def f(subprocess):\n    subprocess.run(['{name}', 'x'])\n",
        f"import subprocess, shutil\nif shutil.which('{name}'):\n    subprocess.run(['{name}', 'x'])\n",
    ):
        assert "DFM808" not in rules(text, tmp_path), text
