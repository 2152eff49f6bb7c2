"""What the file names that a lock file lists tell about wheels for musl."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from migrator import regex as re

_GLIBC = re.compile(r"-(?:[a-z0-9_.]*)?(?:manylinux|linux_)[a-z0-9_.]*\.whl(?:[#?].*)?\Z", re.IGNORECASE)
_SDISTS = (".tar.gz", ".zip")


def has_musl_wheel(files: Iterable[str], python: tuple[int, int], machine: str) -> bool:
    """Tell whether one of these files is a wheel that a musl CPython `python` on `machine` can use."""
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    wanted = _tags(python, machine)
    for name in files:
        if "musllinux" not in name and not name.endswith("-any.whl"):
            continue
        try:
            tags = parse_wheel_filename(name)[3]
        except InvalidWheelFilename:
            continue
        if not wanted.isdisjoint(str(tag) for tag in tags):
            return True
    return False


def is_for_glibc(name: str) -> bool:
    """Tell whether the name or URL of a file is that of a wheel for glibc."""
    return _GLIBC.search(name) is not None and "musllinux" not in name


def is_native(files: Iterable[str]) -> bool:
    """Tell whether there are wheels for single platforms, and sources to build another from."""
    names = tuple(files)
    platforms = any(name.endswith(".whl") and not name.endswith("-any.whl") for name in names)
    return platforms and any(name.endswith(_SDISTS) for name in names)


@lru_cache(maxsize=16)
def _tags(python: tuple[int, int], machine: str) -> frozenset[str]:
    from packaging.tags import compatible_tags, cpython_tags

    platforms = [f"musllinux_1_{minor}_{machine}" for minor in (2, 1, 0)]
    interpreter = f"cp{python[0]}{python[1]}"
    found = [*cpython_tags(python, platforms=platforms), *compatible_tags(python, interpreter, platforms)]
    return frozenset(map(str, found))
