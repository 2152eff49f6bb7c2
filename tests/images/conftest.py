"""Images that stand for the official ones: made once on a machine, found again by later runs."""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = "DFMIGRATE_IMAGES"
"""The variable that names the folder where they lie."""
_NEEDED = (
    "buildah",
    "gcc",
    "patchelf",
    "unzip",
    "xz",
    "dpkg-source",
    "npm",
    "mmdebstrap",
    "flock",
    "apt-get",
)


def _missing() -> str:
    """Give why no images can be made on this machine, nothing where they can."""
    if sys.platform != "linux" or platform.machine() != "x86_64" or os.geteuid() != 0:
        return "images are made by root on Linux, x86_64"
    folders = os.environ.get("PATH", "").split(os.pathsep)
    lacking = [each for each in _NEEDED if not any(Path(folder, each).exists() for folder in folders)]
    return f"not installed: {', '.join(lacking)}" if lacking else ""


@pytest.fixture(scope="session")
def images() -> dict[str, str]:
    """The variables by which buildah uses them; in CI it is a failure not to have them."""
    missing = _missing()
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing, pytrace=False)
    if missing:
        pytest.skip(missing)
    folder = os.environ.get(FOLDER, "/var/tmp/dfmigrate-images")
    made = Path(__file__).with_name("make.sh")
    subprocess.run([made, folder], check=True, env={**os.environ, "PYTHON": sys.executable})
    lines = Path(folder, "env.sh").read_text().splitlines()
    return dict(shlex.split(line)[1].split("=", 1) for line in lines)
