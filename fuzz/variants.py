"""Dockerfiles and the same ones written in other ways: what becomes of both must be the same.

    python -m fuzz.variants FOLDER…              each Dockerfile below the folders, in every way
    python -m fuzz.variants FOLDER… --harden     the same with --harden

A comment, a blank line, a continuation or the name of a stage decides nothing: a reading that goes by the
form of the text and not by what it means shows here. Told is each way in which a file comes out otherwise,
with the first line that differs. RUNs are not joined, since what stands between two of them decides that.
What differs still can be right, such as a comment of a here-document: a reader has to judge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count, zip_longest
from pathlib import Path

import click

from fuzz.files import FRESH, dockerfiles
from migrator.disk import InputError
from migrator.dockerfile import Dockerfile, Instruction, UnreadableError, parse
from migrator.engine import Result, Status
from migrator.knowledge import Knowledge
from migrator.registry import installed, knowledge_folders
from migrator.run import Runner
from migrator.settings import SettingsError
from migrator.source import Source

JOINS = ("DFM780", "DFM781")
ADDED = "zz"
"""What stands in everything that a way adds, and in nothing else."""
_WEIGHTY = frozenset({Status.APPLIED, Status.WITHHELD, Status.REFUSED})
Way = Callable[[Dockerfile], str]


def lower_case(dockerfile: Dockerfile) -> str:
    """Write keywords in small letters."""
    return _each(dockerfile, lambda _, text: re.sub(r"^\w+", lambda found: found[0].lower(), text))


def blank_lines(dockerfile: Dockerfile) -> str:
    """Put two blank lines over every instruction."""
    return _each(dockerfile, lambda _, text: f"\n\n{text}")


def comments(dockerfile: Dockerfile) -> str:
    """Put a comment of its own over every instruction."""
    number = count()
    return _each(dockerfile, lambda _, text: f"\n# {ADDED} {next(number)}\n{text}")


def one_comment(dockerfile: Dockerfile) -> str:
    """Put the same comment over every instruction."""
    return _each(dockerfile, lambda _, text: f"\n# {ADDED}\n{text}")


def in_one_line(dockerfile: Dockerfile) -> str:
    """Write each RUN in one line."""
    return _each(dockerfile, _of_plain_runs(lambda text: re.sub(r"[ \t]*\\[ \t]*\r?\n\s*", " ", text)))


def line_by_command(dockerfile: Dockerfile) -> str:
    """Begin a line with each ``&&``."""
    return _each(dockerfile, _of_plain_runs(lambda text: text.replace(" && ", " \\\n    && ")))


def joint_at_the_end(dockerfile: Dockerfile) -> str:
    """End a line with each ``&&``."""
    return _each(dockerfile, _of_plain_runs(lambda text: re.sub(r" && (?!\\)", " && \\\n    ", text)))


def comment_inside(dockerfile: Dockerfile) -> str:
    """Put a comment behind the first continuation of each RUN."""
    added = f"\\\\\n# {ADDED}\n"
    return _each(dockerfile, _of_plain_runs(lambda text: re.sub(r"\\[ \t]*\n", added, text, count=1)))


def a_label(dockerfile: Dockerfile) -> str:
    """Give every stage a label that nobody reads."""
    return _behind_from(dockerfile, f'LABEL {ADDED}="1"')


def an_argument(dockerfile: Dockerfile) -> str:
    """Give every stage an ARG that nobody reads."""
    return _behind_from(dockerfile, f"ARG {ADDED}=1")


def a_variable(dockerfile: Dockerfile) -> str:
    """Give every stage an ENV that nobody reads."""
    return _behind_from(dockerfile, f"ENV {ADDED}=1")


def carriage_returns(dockerfile: Dockerfile) -> str:
    """End lines as on Windows."""
    text = dockerfile.source.text
    return text if "\r" in text or "<<" in text else text.replace("\n", "\r\n")


WAYS: tuple[Way, ...] = (
    *(lower_case, blank_lines, comments, one_comment, in_one_line, line_by_command, joint_at_the_end),
    *(comment_inside, a_label, an_argument, a_variable, carriage_returns),
)


def _each(dockerfile: Dockerfile, change: Callable[[Instruction, str], str]) -> str:
    """Give the file with every instruction changed."""
    source, parts, at = dockerfile.source, [], 0
    for one in dockerfile.instructions:
        parts += [source.text[at : one.span.start], change(one, source.slice(one.span))]
        at = one.span.end
    return "".join((*parts, source.text[at:]))


def _of_plain_runs(change: Callable[[str], str]) -> Callable[[Instruction, str], str]:
    """Give what changes RUNs in which quotes, comments and here-documents hold nothing that would change."""

    def changed(one: Instruction, text: str) -> str:
        plain = one.json is None and not one.comments and not re.search(r"[\"'`]|<<", text)
        return change(text) if one.keyword == "RUN" and plain else text

    return changed


def _behind_from(dockerfile: Dockerfile, line: str) -> str:
    return _each(dockerfile, lambda one, text: f"{text}\n{line}" if one.keyword == "FROM" else text)


def difference(first: Result, second: Result) -> str:
    """Give the first thing in which two results mean something else, empty where there is none."""
    for one, other in zip_longest(meaning(first.after), meaning(second.after), fillvalue=""):
        if one != other:
            return f"{one!r} became {other!r}"
    found, again = (Counter(_weighty(each)) for each in (first, second))
    lost, more = (sorted(each.elements()) for each in (found - again, again - found))
    return f"without {' '.join(lost)}; with {' '.join(more)}" if lost or more else ""


def meaning(source: Source) -> Iterator[str]:
    """Give the instructions of a file without what the ways add, and without their own layout."""
    for one in parse(source).instructions:
        lines = (line for line in source.slice(one.span).splitlines() if not line.lstrip().startswith("#"))
        text = " ".join(" ".join(line.rstrip().removesuffix("\\") for line in lines).split())
        keyword, _, rest = text.partition(" ")
        if not rest.startswith(ADDED):
            yield f"{keyword.upper()} {rest}"


def _weighty(result: Result) -> Iterator[str]:
    yield from (
        f"{each.finding.rule.id} {each.status.value}" for each in result.outcomes if each.status in _WEIGHTY
    )


class Trial:
    """Migrates files in all ways, and tells which come out otherwise."""

    def __init__(self, overrides: tuple[tuple[str, object], ...]) -> None:
        self.runner = Runner(
            tuple(installed()), Knowledge.load(*knowledge_folders()), (*overrides, ("ignore", JOINS))
        )
        self.runs = self.different = 0

    def judge(self, path: Path) -> None:
        """Tell of one file."""
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        try:
            dockerfile = parse(Source(str(path), text))
            first = self._migrated(path, text)
            for way in WAYS:
                if (other := way(dockerfile)) != text and (
                    said := difference(first, self._migrated(path, other))
                ):
                    self.different += 1
                    click.echo(f"{path}: {way.__name__}: {said}")
        except (UnreadableError, InputError, SettingsError) as error:
            click.echo(f"{path}: {error}", err=True)

    def _migrated(self, path: Path, text: str) -> Result:
        self.runs += 1
        if self.runs % FRESH == 0:
            self.runner = self.runner.anew()
        return self.runner.data(path, text.encode("utf-8", "surrogateescape")).result


@click.command(help=__doc__)
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--harden", is_flag=True)
def main(folders: tuple[Path, ...], harden: bool) -> None:
    """Tell the differences; exit 1 where there are some."""
    trial = Trial((("harden", True),) if harden else ())
    for path in dockerfiles(folders):
        trial.judge(path)
    click.echo(f"{trial.runs} runs, {trial.different} otherwise")
    raise SystemExit(1 if trial.different else 0)


if __name__ == "__main__":
    main()
