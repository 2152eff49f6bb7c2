"""Stands for ensurepip: installs the wheel of pip that lies beside it, so that ``python -m venv`` works."""

import os
import runpy
import sys
from pathlib import Path

_BUNDLED = Path(__file__).parent / "_bundled"


def version():
    return _wheel().name.split("-")[1]


def bootstrap(**_):
    _main()


def _wheel():
    return next(_BUNDLED.glob("pip-*.whl"))


def _main(argv=None):
    sys.path.insert(0, str(_wheel()))
    os.environ["PIP_CONFIG_FILE"] = os.devnull
    words = [
        "install",
        "--quiet",
        "--no-cache-dir",
        "--no-index",
        "--find-links",
        str(_BUNDLED),
        "--upgrade",
        "pip",
    ]
    sys.argv[:] = ["pip", *words]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
