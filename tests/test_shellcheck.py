"""What ShellCheck is asked, what of its answer is told, and what is said where it has none."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from migrator.api import ImageFacts, OtherFile, ShellCheckError, shellcheck
from migrator.knowledge import Knowledge
from migrator.other_files import OtherEngine
from migrator.registry import On, installed, knowledge_folders
from migrator.selection import Selection
from migrator.source import Source

TRANSFORMS = tuple(each for each in installed() if each.name == "shell-scripts")
KNOWLEDGE = Knowledge.load(*knowledge_folders())
SCRIPT = """arr=(a b)
echo "${arr[@]}" $RANDOM
read -t 1 unused
x+=1
"""
COMMENTS = (
    (1, "error", 3030, "In dash, arrays are not supported."),
    (2, "error", 3054, "In dash, array references are not supported."),
    (2, "warning", 3028, "In dash, RANDOM is not supported."),
    (2, "info", 2086, "Double quote to prevent globbing and word splitting."),
    (3, "warning", 3045, "In dash, read -t is not supported."),
    (4, "warning", 3024, "In dash, += is not supported."),
    (4, "error", 3039, "In dash, 'let' is not supported."),
    (5, "error", 1072, "Unexpected keyword/token. Fix any mentioned problems and try again."),
)


def program(tmp_path, body):
    """Give a stand-in for ShellCheck."""
    path = tmp_path / "shellcheck"
    path.write_text(f"#!{sys.executable} -IS\nimport json, os, sys\n{body}\n")
    path.chmod(0o755)
    return str(path)


def answering(tmp_path):
    found = [dict(zip(("line", "level", "code", "message"), each, strict=True)) for each in COMMENTS]
    return program(tmp_path, f"print({json.dumps({'comments': found})!r}); sys.exit(1)")


def look(script, tool, *packages):
    image = ImageFacts(musl=True, rebased=True, flavour=1, packages=packages)
    file = OtherFile(Path("run.sh"), "run.sh", On.SHELL, (image,), ("Dockerfile",))
    selection = Selection(frozenset({"DFM833"}))
    engine = OtherEngine(TRANSFORMS, selection, frozenset(), KNOWLEDGE, shellcheck=tool)
    result = engine.run(Source("run.sh", script), file)
    assert result.failure is None
    told = (each for each in result.outcomes if each.finding.rule.id == "DFM833")
    return [(each.line, each.finding.message) for each in told]


def test_what_busybox_has_not_is_told_and_no_advice(tmp_path):
    assert look(f"#!/bin/sh\n{SCRIPT}", answering(tmp_path)) == [
        (1, "shellcheck: arrays are not supported (SC3030)"),
        (2, "shellcheck: array references are not supported (SC3054)"),
        (4, "shellcheck: += is not supported (SC3024)"),
        (5, "shellcheck: Unexpected keyword/token. Fix any mentioned problems and try again (SC1072)"),
    ]


def test_a_script_that_bash_reads_is_not_asked_about(tmp_path):
    tool = answering(tmp_path)

    assert look(f"#!/bin/bash\n{SCRIPT}", tool, "bash") == []
    assert look(f"#!/usr/bin/python3\n{SCRIPT}", tool) == []
    assert look(f"#!/bin/bash\n{SCRIPT}", tool) != []
    assert look(SCRIPT, tool) != []


def test_it_is_not_asked_unless_someone_asks_for_it():
    assert look(f"#!/bin/sh\n{SCRIPT}", "") == []


def test_it_is_given_the_text_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("SHELLCHECK_OPTS", "--shell=bash")
    body = (
        "assert sys.argv[1:] == ['--norc', '--format=json1', '--shell=busybox', '-']\n"
        "assert 'SHELLCHECK_OPTS' not in os.environ and sys.stdin.read() == 'echo \\u00e9\\n'\n"
        "print(json.dumps({'comments': []}))"
    )

    assert shellcheck(program(tmp_path, body), "echo é\n") == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("print('Unknown shell: any', file=sys.stderr); sys.exit(4)", "Unknown shell: any"),
        ("sys.exit(3)", "it ended with 3"),
        ("print('[]')", "its answer cannot be read"),
        ("print('{')", "its answer cannot be read"),
        ("print(json.dumps({'comments': [{}]}))", "its answer cannot be read"),
    ],
)
def test_no_answer_is_said(tmp_path, body, why):
    tool = program(tmp_path, body)

    with pytest.raises(ShellCheckError, match=why):
        shellcheck(tool, "echo\n")
    assert look("#!/bin/sh\necho\n", tool)[0][1].startswith(f"shellcheck did not read this script: {why}")


def test_a_program_that_is_not_there_is_said(tmp_path):
    assert "cannot be run" in look("#!/bin/sh\n", str(tmp_path / "none"))[0][1]


def test_one_that_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("migrator.sources.shellcheck.SECONDS", 0.2)

    with pytest.raises(ShellCheckError, match="no answer within"):
        shellcheck(program(tmp_path, "import time; time.sleep(60)"), "echo\n")


def test_an_old_one_is_asked_as_dash_and_what_busybox_has_beyond_it_is_left_out(tmp_path):
    more = [
        {"line": 1, "level": "warning", "code": code, "message": "In dash, x"} for code in (3010, 3057, 3030)
    ]
    body = (
        "if '--shell=busybox' in sys.argv: sys.exit(print('Unknown shell: busybox', file=sys.stderr) or 4)\n"
        f"assert '--shell=dash' in sys.argv; print({json.dumps({'comments': more})!r}); sys.exit(1)"
    )

    assert [each.code for each in shellcheck(program(tmp_path, body), "echo\n")] == [3030]


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="needs ShellCheck")
def test_the_real_one_finds_the_same():
    script = f"#!/bin/sh\n{SCRIPT}[[ $1 == a ]]; echo -e ${{x//a/b}} &> y >& z; source ./x\n"
    found = shellcheck(shutil.which("shellcheck") or "", script)

    assert [(each.line, each.code) for each in found] == [(2, 3030), (3, 3054), (5, 3024)]
