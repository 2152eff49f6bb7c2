"""What `dfmigrate verify` found, read from the JSON that it wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping

from migrator.forge.body import TemplateError
from migrator.forge.records import Record


def read(text: str) -> Mapping[str, str]:
    """Give a line for each file, ``files[].evidence`` by ``files[].path``; raises TemplateError."""
    try:
        record = Record(json.loads(text))
    except ValueError as error:
        raise TemplateError(f"--evidence: not JSON: {error}") from error
    found = {each.text("path"): each.text("evidence") for each in record.records("files")}
    return {path: said for path, said in found.items() if path and said}
