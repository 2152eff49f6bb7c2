"""Runs made by hand, for tests of what is told about them."""

from __future__ import annotations

from pathlib import Path

from migrator.api import Change, Edit, Note, Phase, Refusal, Rule, Safety, transform
from migrator.engine import Engine, Result
from migrator.report.model import Problem, Report, Run
from migrator.source import Source
from tests.contexts import surroundings

PIP = Rule("DFM901", "pip-to-uv", "A pip command becomes a uv command.")
APT = Rule("DFM902", "unknown-package", "No Alpine package is known.")
NOTE = Rule("DFM903", "to-know", "Something to know.")
CASE = "'\"><script>alert(1)</script><img src=x onerror=alert(2)> @owner #12 %0A::error::x"
EVIL = f"FROM python:3.12-slim\n# {CASE} \x1b[31m\u202e\nRUN pip install flask\nRUN apt-get install {CASE}\n"


def _pip(dockerfile, ctx):
    text = dockerfile.source.text
    at = text.find("pip install")
    if at >= 0 and text[at - 3 : at] != "uv ":
        line = dockerfile.source.line_of(at)
        yield Change(PIP, line, "pip becomes uv", (Edit(at, at, "uv "),), Safety.REVIEW)


def _apt(dockerfile, ctx):
    for instruction in dockerfile.instructions:
        if "apt-get install" in dockerfile.source.slice(instruction.span):
            what = dockerfile.source.slice(instruction.span).partition("install ")[2]
            yield Refusal(APT, instruction.line, f"{what} has no Alpine name", "name it: [packages]")
    if "USER" not in dockerfile.source.text and "quiet" not in dockerfile.source.text:
        yield Note(NOTE, 1, "runs as root")


TRANSFORMS = (
    transform("pip", phase=Phase.BASE, rules=(PIP,))(_pip),
    transform("apt", phase=Phase.PACKAGES, rules=(APT, NOTE))(_apt),
)


def report(text: str, name: str = "a/Dockerfile") -> Report:
    """Give the report of a file with this text."""
    return Report(Path(name), name, Engine(TRANSFORMS).run(Source(name, text), surroundings))


def faulty(name: str = "f/Dockerfile") -> Report:
    """Give the report of a file on which dfmigrate failed."""
    source = Source(name, "FROM python\n")
    return Report(Path(name), name, Result(source, source, (), failure="ValueError: <b>oops</b>"))


MIGRATED = report("FROM python:3.12-slim\nUSER app\nRUN pip install flask\n", "migrated/Dockerfile")
PARTLY = report(
    "FROM python\nRUN pip install a\nRUN apt-get install b\nRUN apt-get install c\n", "partly/Dockerfile"
)
REFUSED = report(
    "FROM python\n# dfmigrate: ignore[DFM901]\nRUN pip install x\nRUN apt-get install b\n",
    "refused/Dockerfile",
)
UNCHANGED = report("FROM node\n# quiet\n", "unchanged/Dockerfile")
HOSTILE = report(EVIL, "we ird/<b>,:%\u202e\udcff/Dockerfile")

RUN = Run(
    (MIGRATED, PARTLY, REFUSED, UNCHANGED),
    problems=(Problem(Path("broken/Dockerfile"), "broken/Dockerfile: Permission denied"),),
    templates=("t/Dockerfile.j2",),
)
WORST = Run(
    (HOSTILE, faulty()),
    problems=(Problem(Path(CASE), f"{CASE}: no\n::error::injected"),),
    templates=(f"{CASE}.j2",),
    written=True,
)
EMPTY = Run(())
