"""libcst, for transforms of Python sources: imported when something of it is first used.

Its import takes longer than a run over a Dockerfile, and most runs read no Python source.
"""

from __future__ import annotations


def __getattr__(name: str) -> object:
    import libcst

    found: object = getattr(libcst, name)
    globals()[name] = found  # asked once: the next look-up finds it here
    return found
