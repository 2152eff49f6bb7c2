"""Which of the shell scripts that an image holds something in it, or what starts it, names.

Where all of a repository is copied, most of its scripts are for those who work on it: they set up a
machine, lint, release. What nothing names that the image runs, or that starts the image, is not run in it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from migrator.alpine.source_evidence import is_aside
from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile

MAX_BYTES = 256 * 1024
"""A file above this names no script: it is data."""
MAX_STARTING = 2_000
"""Files that may start the image which are read."""
_BY_FOLDER = re.compile(r"(?:.*/)?(?:[\w.-]+\.d|cron\.\w+|cont-init|services?)/.*|(?:.*/)?prestart\.sh")
"""What is run because of where it lies, or of its name (the images of tiangolo)."""
_NAMING = re.compile(r".*\.(?:py|cfg|conf|cnf|ini|toml|json|service|cron|crontab|supervisord?|template|tmpl)")
_NAMING_TOO = re.compile(
    r"(?:.*/)?(?:[\w-]*cron(?:tab|jobs?)?|Procfile[\w.-]*|[\w-]*supervisor[\w.-]*|uwsgi[\w.-]*)"
)
_FOR_OWNERS = re.compile(
    r"(?:.*/)?(?:pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|noxfile\.py|tasks\.py|fabfile\.py|package(?:-lock)?\.json)"
)
"""What names scripts for those who work on the project."""
_STARTING = re.compile(
    r"(?:.*/)?(?:[^/]*\.ya?ml|Procfile[^/]*|fly[^/]*\.toml|app\.json|Dockerrun[^/]*\.json)"
)
_BUILDING = re.compile(
    r"(?:.*/)?(?:azure-pipelines|bitbucket-pipelines|appveyor|codecov|mkdocs|[Tt]askfile|cloudbuild|buildspec)[^/]*"
)
_HIDDEN = re.compile(r"(?:^|/)\.")


def run_scripts(
    scripts: Iterable[str],
    copied: Iterable[str],
    around: tuple[BuildContext, Iterable[str]],
    dockerfile: Dockerfile,
    build: BuildContext,
) -> frozenset[str]:
    """Give those of `scripts` that are named by what the image runs or by what starts it.

    `copied` are the files of the context that it holds, `around` the repository and its files.
    """
    left = {each for each in scripts if not _BY_FOLDER.fullmatch(each)}
    found = {*scripts} - left
    known = {each: _text(build, each) for each in found}
    texts = _texts(copied, around, dockerfile, build)
    queue = list(known.values())
    while left:
        text = queue.pop() if queue else next(texts, None)
        if text is None:
            break
        named = _named(text, left)
        found |= named
        left -= named
        queue += [_text(build, each) for each in named]  # what a script names is run too
    return frozenset(found)


def _named(text: str, scripts: set[str]) -> set[str]:
    return {each for each in scripts if posixpath.basename(each) in text and re.search(_mention(each), text)}


def _mention(script: str) -> str:
    """Give a pattern for a mention of a script: by its name, or behind its folder if that has no ending."""
    folder, name = posixpath.split(script)
    if "." in name:
        before = r"(?<![\w.-])"
    else:
        before = rf"(?<![\w.-]){re.escape(posixpath.basename(folder))}/" if folder else "/"
    return rf"{before}{re.escape(name)}(?![\w-]|\.\w)"


def _texts(
    copied: Iterable[str],
    around: tuple[BuildContext, Iterable[str]],
    dockerfile: Dockerfile,
    build: BuildContext,
) -> Iterator[str]:
    yield dockerfile.source.text
    makes = re.search(r"\bmake\b", dockerfile.source.text) is not None
    for name in copied:
        if _names_for_image(name) or (makes and posixpath.basename(name) == "Makefile"):
            yield _text(build, name)
    repository, names = around
    starting = (each for each in names if _STARTING.fullmatch(each) and not _HIDDEN.search(each))
    for count, name in enumerate(each for each in starting if not _BUILDING.fullmatch(each)):
        if count >= MAX_STARTING:
            return
        yield _text(repository, name)


def _text(build: BuildContext, name: str) -> str:
    """Give the text of a file, empty where there is none; nothing is remembered of it."""
    path = build.path(name)
    try:
        if path is None or not path.is_file() or path.stat().st_size > MAX_BYTES:
            return ""
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _names_for_image(name: str) -> bool:
    if _FOR_OWNERS.fullmatch(name) or is_aside(name) or _HIDDEN.search(name):
        return False
    return bool(_NAMING.fullmatch(name) or _NAMING_TOO.fullmatch(name))
