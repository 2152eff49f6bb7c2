"""Where this machine has what `--resolve` needs: uv, and a folder for answers."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def uv_program() -> str:
    """Give the uv that PATH finds, by its full path; just its name where there is none."""
    return shutil.which("uv") or "uv"


def answers_folder() -> Path:
    """Give the folder in which answers of an index are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "dfmigrate" / "answers"
