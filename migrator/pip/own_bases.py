"""What the images that a repository builds itself tell pip, where a file stands on one of them."""

from __future__ import annotations

from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.own_images import built_here
from migrator.dockerfile import Dockerfile, Instruction, UnreadableError, assignments, parse
from migrator.knowledge import Knowledge
from migrator.pip.certificates import brings_certificates
from migrator.pip.configuration import may_configure
from migrator.pip.scene import PipFile
from migrator.pip.table import Fate, pip_table
from migrator.source import Source

_MOST = 4
"""So many images that stand on each other are looked at."""
_PATIENCE = frozenset({"PIP_DEFAULT_TIMEOUT", "PIP_TIMEOUT", "PIP_RETRIES"})
"""How long pip waits and how often it tries: uv without that does as it does everywhere."""
_FOR_PIP = re.compile(r"PIP_[A-Z0-9_]+|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE")


def told_below(image: str, dockerfile: Path, repository: BuildContext, knowledge: Knowledge) -> str:
    """Give where the Dockerfile of an image, or one below it, sets up pip; "" where none here does."""
    key = ("told below", image, dockerfile)
    return repository.remembered(key, lambda: _told_below(image, dockerfile, repository, knowledge))


def _told_below(image: str, dockerfile: Path, repository: BuildContext, knowledge: Knowledge) -> str:
    for _ in range(_MOST):
        file = built_here(image, dockerfile, repository)
        below = _read(file, repository) if file else None
        if below is None or repository.root is None:
            return ""
        if (line := _first(below, knowledge)) is not None:
            return f"{file}:{line}"
        image, dockerfile = below.root(below.final).base.text, repository.root / file
    return ""


def _read(file: str, repository: BuildContext) -> Dockerfile | None:
    try:
        return parse(Source(file, repository.read(file) or ""))
    except UnreadableError:
        return None


def _first(below: Dockerfile, knowledge: Knowledge) -> int | None:
    """Give the line of the first instruction of an image that sets up pip for those who stand on it."""
    file = PipFile(below, pip_table(knowledge), knowledge, BuildContext(None))
    for stage in reversed(below.lineage(below.final)):
        for one in stage.instructions:
            if _tells(one, file) or may_configure(file, one) or brings_certificates(file, one):
                return one.line
    return None


def _tells(one: Instruction, file: PipFile) -> bool:
    """Tell whether an ENV says something to pip that uv would have to be told in another way."""
    names = [each.name for each in assignments(one)] if one.keyword == "ENV" else []
    told = (name for name in names if _FOR_PIP.fullmatch(name) and name not in _PATIENCE)
    rows = {name: file.table.row(name) for name in told}
    return any(row is None or row.fate is not Fate.HARMLESS for row in rows.values())
