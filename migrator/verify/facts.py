"""What reports need of a verification: the words, and the figures that were measured."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.records import dataclass
from migrator.report.journey import BUILD, REBUILD, SIZE, Known, Milestone

SOURCE = "dfmigrate verify"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one file, in words, and the figures before and after: None where not measured.

    `sizes` are bytes of the images, `seconds` those of builds without a cache, `rebuilt` the layers
    that are made anew after one source file has changed.
    """

    said: str
    sizes: tuple[int, int] | None = None
    seconds: tuple[float, float] | None = None
    rebuilt: tuple[int, int] | None = None

    def milestones(self) -> Iterator[Milestone]:
        """Give the lines of a file's table that were measured."""
        if self.sizes:
            yield _measured(SIZE, "Image size", *map(megabytes, self.sizes))
        if self.seconds:
            yield _measured(BUILD, "Build without a cache", *(f"{each:.0f} s" for each in self.seconds))
        if self.rebuilt:
            words = (f"{each} {'layer' if each == 1 else 'layers'}" for each in self.rebuilt)
            yield _measured(REBUILD, "Built again after a source change", *words)


def _measured(key: str, says: str, before: str, after: str) -> Milestone:
    return Milestone(key, says, before, after, Known.MEASURED, SOURCE)


def megabytes(size: int) -> str:
    """Give a size as engines do: ``236 MB``, ``1.02 GB``."""
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
