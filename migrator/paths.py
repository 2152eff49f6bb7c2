"""Paths of an image and of its build context, compared as text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator


def plain_source(text: str) -> str:
    """Give a source of COPY as a path in the build context: ``/app/`` is ``app``, ``/`` is ``.``."""
    return posixpath.normpath(text.lstrip("/") or ".")


def joined_path(folder: str, *parts: str) -> str:
    """Give a path as what lies in `folder` finds it, normalised; an absolute one stays where it is."""
    return posixpath.normpath(posixpath.join(folder, *parts))


def within(path: str, folder: str) -> bool:
    """Tell whether `path` is `folder` or lies below it; ``.`` and ``/`` hold everything."""
    return folder in (".", "/") or path == folder or path.startswith(folder.rstrip("/") + "/")


def parents(path: str) -> Iterator[str]:
    """Give the folders that a relative path lies in, the nearest first, without the root."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
