"""The forms that a run can be told in, by name; a form's module is loaded when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import cast

from migrator.report.model import Run

MODULES = {
    "text": "text",
    "json": "data",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown",
    "html": "html",
}


def document(form: str, run: Run) -> Iterator[str]:
    """Give the run in the form of that name, piece by piece; raises KeyError for an unknown one."""
    module = importlib.import_module(f"migrator.report.{MODULES[form]}")
    return cast("Iterator[str]", module.document(run))
