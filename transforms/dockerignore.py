"""Keeps out of the build what is in a checkout and is no source: history, environments, caches, secrets."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    GIT,
    Change,
    Edit,
    Finding,
    Note,
    On,
    OtherView,
    Rule,
    Safety,
    Surroundings,
    Untracked,
    other_transform,
    re,
)

KEPT_OUT = Rule(
    "DFM560", "dockerignore", "What git does not track, and git's own history, stay out of the build."
)
LEFT_IN = Rule(
    "DFM561", "dockerignore-left", "Something of a checkout may be copied into the image, and why."
)
_DEPENDENCIES = re.compile(
    r"(?:.*/)?(?:pyproject\.toml|Pipfile|setup\.(?:py|cfg)|package\.json|[^/]*require[^/]*\.(?:txt|in))"
)
"""Files that name programs and read nothing themselves."""


@other_transform("dockerignore", on=On.DOCKERIGNORE, rules=(KEPT_OUT, LEFT_IN), bundle="dockerignore")
def dockerignore(view: OtherView) -> Iterator[Finding]:
    r"""Write or extend ``.dockerignore`` where ``COPY . .`` would take along what is no source.

    A new file is part of the diff like any change; of one that is there, only the end changes::

        --- /dev/null
        +++ b/.dockerignore
        @@ -0,0 +1,3 @@
        +.git
        +**/__pycache__
        +**/.venv

    A layer that holds them is built again with every commit and every test run, serves an environment
    of another machine, and gives secrets to everybody who can pull the image.

    * **DFM560**: a line is added only for what a ``.gitignore`` of the repository keeps out of it, of
      virtual environments, bytecode, caches of tools, ``node_modules`` and ``.env``: a fresh checkout
      does not have these, so the image of a fresh checkout stays as it is. ``.git`` is added where the
      build context is the repository itself.
    * **DFM561** tells what stays in and why: something in the build context copies it by name, a compose
      file starts programs of it (``venv/bin/…``), settings of yarn or npm put it among the source; ``.git``
      where a file may ask git (setuptools-scm and its like, GitPython, ``git rev-parse`` …) or there are
      too many files to tell; ``.env`` where the application or a build tool may read it; everything,
      where the file has exceptions (``!``) that a line at the end could undo. What stale-code notes as
      DFM527 is a build context without any ``.gitignore`` to go by.

    Nothing is said where no Dockerfile of a Python service copies the whole build context. Where the
    Dockerfile has an ignore file of its own (``Dockerfile.dockerignore``), that one is extended.

    The rules of the file are those of the Docker manual (``.dockerignore``): the last line that fits
    decides, ``**/`` is any folder.
    """
    around = Surroundings.of(view.file.path, view.source.text)
    wanted, left = _sorted(around)
    shown = ", ".join(each.line for each in wanted)
    text = view.source.text
    last = max(1, len(view.source.line_starts) if text else 1)
    if wanted and any(line.startswith("!") for line in text.splitlines()):
        yield Note(LEFT_IN, last, f"{shown} may be copied: this file has exceptions", "add them by hand")
        return
    if wanted:
        reason = f"{shown} would be copied from a developer's checkout; git does not track it"
        yield Change(KEPT_OUT, last, reason, (_appended(view, wanted),), Safety.REVIEW)
    if text or wanted:  # of a file that is not there nothing can be said
        yield from (Note(LEFT_IN, last, why, hint) for why, hint in left)


def _appended(view: OtherView, wanted: tuple[Untracked, ...]) -> Edit:
    text, newline = view.source.text, view.source.newline
    gap = newline if text and not text.endswith("\n") else ""
    return Edit(len(text), len(text), gap + "".join(each.line + newline for each in wanted))


def _sorted(around: Surroundings) -> tuple[tuple[Untracked, ...], tuple[tuple[str, str], ...]]:
    """Give what can be kept out, and of what may be needed why and the way out."""
    wanted: list[Untracked] = []
    left: list[tuple[str, str]] = []
    for kind in (*((GIT,) if around.has_git() else ()), *around.untracked()):
        why, hint = _needed(around, kind)
        if why:
            left.append((f"{kind.line} is copied into the image where there is one: {why}", hint))
        else:
            wanted.append(kind)
    return tuple(wanted), tuple(left)


def _needed(around: Surroundings, kind: Untracked) -> tuple[str, str]:
    """Say why such files may be needed in the build, and the way out; empty where they are not."""
    if named := around.named_by(kind):
        return f"{named} names it", "keep it out if that is not meant"
    if kind is GIT and (asks := around.asks_git()):
        return f"{asks} may ask git", "give the version as ARG, then add .git to .dockerignore"
    if kind.line == ".env" and (reads := around.reads_dotenv()):
        hint = "give it at run time (docker run --env-file), then add .env to .dockerignore"
        named = "names what may read it" if _DEPENDENCIES.fullmatch(reads) else "may read it"
        return f"{reads} {named}", hint
    return "", ""
