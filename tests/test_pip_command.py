"""pip's command line, taken apart: callers, options, clusters, abbreviations."""

import pip
import pytest

from migrator.dockerfile import parse
from migrator.knowledge import Knowledge
from migrator.pip.command import read_call
from migrator.pip.table import Fate, PipTable
from migrator.registry import knowledge_folders
from migrator.requirements.installers import VALUED
from migrator.shell import script_of
from migrator.source import Source

TABLE = PipTable(Knowledge.load(*knowledge_folders()))
KNOWN = {"$VENV/bin/pip": "/venv/bin/pip", "${PYTHON}": "python3.11", "$PIP": "pip install -q"}


def call(line):
    instruction = parse(Source("Dockerfile", f"FROM python\nRUN {line}\n")).instructions[-1]
    found = [read_call(command, TABLE, KNOWN.get) for command in script_of(instruction).commands]
    return next((one for one in found if one), None)


@pytest.mark.parametrize(
    "line",
    [
        "pip install x",
        "pip3 install x",
        "pip3.11 install x",
        "python -m pip install x",
        "python3 -u -m pip install x",
        "python3.12 -W ignore -mpip install x",
        "/opt/venv/bin/pip install x",
        "$VENV/bin/pip install x",
        "$OTHER/bin/pip install x",
        "${PYTHON} -m pip install x",
        "$ANY -m pip install x",
        "sudo -H pip install x",
        "env A=1 pip install x",
        "A=1 pip install x",
        "echo x | xargs -n1 pip install x",
        "nohup pip install x",
    ],
)
def test_callers(line):
    found = call(line)

    assert (found.name, [word.value for word in found.operands], found.problem) == ("install", ["x"], "")


@pytest.mark.parametrize(
    "line",
    [
        "uv pip install x",
        "pipx install x",
        "pip-compile x.in",
        "python -m pipenv install",
        "python pip.py install",
        "echo pip install x",
        "apt-get install python3-pip",
        "poetry install",
    ],
)
def test_what_is_not_pip(line):
    assert call(line) is None


@pytest.mark.parametrize("line", ["$PIP x", "${MY_PIP} install x", "$pip install x"])
def test_a_variable_that_may_be_pip(line):
    assert "decides what is called" in call(line).problem


def options(line):
    return [(one.name, one.value) for one in call(line).options]


@pytest.mark.parametrize(
    "words, expected",
    [
        ("-r a.txt", [("--requirement", "a.txt")]),
        ("-ra.txt", [("--requirement", "a.txt")]),
        ("--requirement=a.txt", [("--requirement", "a.txt")]),
        ("-Ur a.txt", [("--upgrade", ""), ("--requirement", "a.txt")]),
        ("-qqU x", [("--quiet", ""), ("--quiet", ""), ("--upgrade", "")]),
        ("--no-cache x", [("--no-cache-dir", "")]),
        ("--pypi-url U x", [("--index-url", "U")]),
        ('--index-url="$U/simple" x', [("--index-url", '"$U/simple"')]),
        ('"--index-url=$U" x', [("--index-url", '"$U"')]),
        ("-i $U x", [("--index-url", "$U")]),
        ("--no-binary :all: x", [("--no-binary", ":all:")]),
        ("-C a=b x", [("--config-settings", "a=b")]),
        ("--default-timeout=100 x", [("--timeout", "100")]),
        ("-e . -c c.txt", [("--editable", "."), ("--constraint", "c.txt")]),
    ],
)
def test_options(words, expected):
    assert options(f"pip install {words}") == expected


def test_options_before_the_verb_are_marked():
    found = call("pip --no-cache-dir -q install --timeout 5 x")

    assert [(one.name, one.early) for one in found.options] == [
        ("--no-cache-dir", True),
        ("--quiet", True),
        ("--timeout", False),
    ]


def test_the_same_letter_means_what_the_verb_says():
    assert options("pip show -f x") == [("--files", "")]
    assert options("pip install -f links x") == [("--find-links", "links")]
    assert options("pip list -o") == [("--outdated", "")]


def test_words_behind_a_double_dash_are_operands():
    assert [word.value for word in call("pip install -- -x y").operands] == ["-x", "y"]


@pytest.mark.parametrize(
    "line, problem",
    [
        ("pip install --frobnicate x", "--frobnicate is no option of `pip install` that is known here"),
        ("pip install --$KIND x", "--$KIND is no option of `pip install` that is known here"),
        ("pip install --no x", "--no is no option of `pip install` that is known here"),
        ("pip install x -r", "-r has no value"),
        ("pip $VERB x", "$VERB decides what pip does"),
    ],
)
def test_problems(line, problem):
    assert call(line).problem == problem


def test_every_refused_option_says_why():
    rows = [TABLE.row(name) for name in TABLE.names if name.startswith("--")]

    assert not [row.name for row in rows if row.fate is Fate.REFUSE and not row.why]
    assert not [row.name for row in rows if row.fate in (Fate.RENAME, Fate.ENV) and not row.to]


def parsers():
    from pip._internal.commands import create_command

    for verb in ("install", "uninstall", "wheel", "download", "list", "show", "check", "freeze"):
        for option in create_command(verb).parser.option_list_all:
            for long in option._long_opts:
                if (verb, long) != ("list", "--editable"):  # a switch there, with a value elsewhere
                    yield verb, long, option.takes_value()


def test_the_table_agrees_with_pip_s_own_parsers():
    rows = [(verb, long, valued, TABLE.option(long, verb)) for verb, long, valued in parsers()]

    assert [one[:2] for one in rows if one[3] and one[3].valued != one[2]] == []


@pytest.mark.skipif(pip.__version__ != "26.3", reason="the table was made from pip 26.3")
def test_the_table_knows_every_option():
    assert [(verb, long) for verb, long, _ in parsers() if TABLE.option(long, verb) is None] == []


def test_who_reads_requirements_knows_the_options_of_install_that_take_a_value():
    valued = {
        name for name in TABLE.names if name.startswith("--") and (row := TABLE.row(name)) and row.valued
    }

    assert {name for name in valued if TABLE.option(name, "install")} <= VALUED
