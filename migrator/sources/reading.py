"""Whether a changed file still reads as what it is."""

from __future__ import annotations

from migrator.registry import On


def still_reads(on: On, text: str) -> bool:
    """Tell whether `text` reads as a file of its kind; shell scripts are never changed."""
    if on is not On.PYTHON:
        return True
    import libcst as cst

    try:
        cst.parse_module(text)
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, ValueError):
        return False
    return True
