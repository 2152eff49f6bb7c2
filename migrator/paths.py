"""Paths of an image and of its build context, compared as text."""

from __future__ import annotations

import posixpath


def plain_source(text: str) -> str:
    """Give a source of COPY as a path in the build context: ``/app/`` is ``app``, ``/`` is ``.``."""
    return posixpath.normpath(text.lstrip("/") or ".")


def within(path: str, folder: str) -> bool:
    """Tell whether `path` is `folder` or lies below it; ``.`` and ``/`` hold everything."""
    return folder in (".", "/") or path == folder or path.startswith(folder.rstrip("/") + "/")
