"""What `dfmigrate verify` found, read from the JSON that it wrote."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.forge.body import TemplateError
from migrator.verify import evidence


def read(text: str) -> Mapping[str, str]:
    """Give a line for each file, ``files[].evidence`` by ``files[].path``; raises TemplateError."""
    try:
        return {path: each.said for path, each in evidence.read(text).items()}
    except evidence.EvidenceError as error:
        raise TemplateError(f"--evidence: {error}") from error
