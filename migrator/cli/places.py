"""Where this machine has what a run may use: uv, and folders for what outlives it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def uv_program() -> str:
    """Give the uv that PATH finds, by its full path; just its name where there is none."""
    return shutil.which("uv") or "uv"


def shellcheck_program() -> str:
    """Give the ShellCheck that PATH finds, by its full path; just its name where there is none."""
    return shutil.which("shellcheck") or "shellcheck"


def answers_folder() -> Path:
    """Give the folder in which answers of an index are kept."""
    return _cache_folder() / "answers"


def quiet_file() -> Path:
    """Give the file of what is known of sources in which nothing was found."""
    return _cache_folder() / "quiet-sources"


def _cache_folder() -> Path:
    if own := os.environ.get("DFMIGRATE_CACHE_DIR"):
        return Path(own).absolute()
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "dfmigrate"
