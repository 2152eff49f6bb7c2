"""What a run reads from the disk, and what it remembers of it."""

from __future__ import annotations

import os
from dataclasses import field
from pathlib import Path

from migrator.build_context import BuildContext
from migrator.discovery import Place, repository_root
from migrator.discovery.file_listing import Listings
from migrator.records import dataclass
from migrator.settings.files import InForce

SIZE_LIMIT = 2 * 1024 * 1024
"""Bytes above which a file is taken for no Dockerfile; the largest real one seen has 30,000."""
CONTEXTS_KEPT = 8
"""Build contexts whose files are remembered at a time, however many a run has."""


class InputError(Exception):
    """A file cannot be read at all; the message names it and why."""


@dataclass
class Disk:
    """What a run has learnt of the disk: each folder's repository, the contexts last read, files."""

    roots: dict[Path, Path | None] = field(default_factory=dict)
    forced: dict[Place, InForce] = field(default_factory=dict)
    located: dict[tuple[Path, tuple[str, ...], Path | None], BuildContext] = field(default_factory=dict)
    listings: Listings = field(default_factory=Listings)
    contexts: dict[BuildContext, BuildContext] = field(default_factory=dict)

    def locate(
        self, path: Path, copied: tuple[str, ...], top: Path | None, around: BuildContext
    ) -> BuildContext:
        """Give the context that a file is most likely built from; it is looked for once."""
        asked = path, copied, top
        if asked not in self.located:
            if len(self.located) >= CONTEXTS_KEPT:
                self.located.clear()
            self.located[asked] = BuildContext.locate(path, copied, top, around)
        return self.located[asked]

    def shared(self, context: BuildContext) -> BuildContext:
        """Give the context that was read already, where it is the same: the proof reads no file again."""
        known = self.contexts.pop(context, context)
        self.contexts[known] = known  # the last used stays longest
        if len(self.contexts) > CONTEXTS_KEPT:
            del self.contexts[next(iter(self.contexts))]
        return known

    def root(self, folder: Path) -> Path | None:
        """Give the repository that a folder lies in, None where it lies in none."""
        roots = self.roots
        if folder not in roots:
            above = folder.parent
            own = os.path.exists(folder / ".git") or above == folder
            roots[folder] = repository_root(folder) if own else self.root(above)
        return roots[folder]


def too_large(path: Path) -> InputError:
    """Give the error for a file that is above the limit."""
    return InputError(f"{path}: larger than {SIZE_LIMIT:,} bytes: not a Dockerfile; name the right file")


def read(path: Path) -> bytes:
    """Give what is in a file; raises InputError."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise too_large(path)
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
