"""Files that a checkout has not got yet: Git LFS and git-annex leave a line of text in their place."""

from __future__ import annotations

HEAD = 64
"""How much of a file it takes to tell."""
_STANDS_IN = (b"version https://git-lfs.github.com/", b"/annex/objects/")


def is_fetched_later(head: bytes) -> bool:
    """Tell whether a file that begins with `head` stands for one that is fetched later."""
    return head.startswith(_STANDS_IN)
