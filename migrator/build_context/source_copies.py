"""Which COPY brings an application's source: what changes with every commit."""

from __future__ import annotations

import posixpath

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.path_patterns import compiled, is_pattern
from migrator.dockerfile import Instruction, copy_parts
from migrator.dockerfile.mounts import bind_mounts
from migrator.paths import plain_source

_DEPENDENCIES = re.compile(
    r"(?i).*(?:require|constraint|wheel|depend|\bdeps\b|lock|vendor|package|pip|conda|docker|config|\bconf\b|rootfs).*"
)
_RARELY_CHANGED = frozenset(
    {"setup.py", "manage.py", "__version__.py", "_version.py", "version.py", "__init__.py"}
)


def is_source_copy(one: Instruction, build: BuildContext) -> bool:
    """Tell whether a COPY or ADD from the build context brings source: everything, a folder, Python files.

    Folders of dependencies, wheels and configuration do not count, by their names.
    """
    if one.keyword not in ("COPY", "ADD") or one.flag("parents") is not None:
        return False
    parts = copy_parts(one)
    if parts.from_ is not None or parts.heredocs:
        return False
    return any(_is_source(word.value or word.text, build) for word in parts.sources)


def binds_source(one: Instruction, build: BuildContext) -> bool:
    """Tell whether a RUN mounts source out of the build context."""
    return any(
        "from" not in parts and _is_source(parts.get("source") or ".", build) for parts in bind_mounts(one)
    )


def _is_source(text: str, build: BuildContext) -> bool:
    plain = plain_source(text)
    name = posixpath.basename(plain)
    if "://" in text or "$" in text:
        return False
    if plain == ".":
        return True
    if is_pattern(text):
        return bool(compiled(name).fullmatch("main.py"))
    if _DEPENDENCIES.fullmatch(name):
        return False
    if name.endswith(".py"):
        return name not in _RARELY_CHANGED
    if build.is_folder(plain):
        return True
    return not build.exists(plain) and (text.endswith("/") or ("." not in name and not name[0].isupper()))
