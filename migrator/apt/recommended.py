"""What Debian's packages recommend, and what of that an image would miss without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from migrator import regex as re
from migrator.images.debian import RELEASES, DebianImage
from migrator.knowledge import Knowledge
from migrator.memory import remembered
from migrator.records import dataclass

_TABLE = "recommends.toml"
_MOST = 3
"""So many packages that may be needed are named in an installation; with more it stays."""

_MANY = "*"


class NotKnownError(Exception):
    """A package that no table knows; the message is its name."""


class TooManyError(Exception):
    """More packages may be needed than can be named, or one that soon has another name.

    The message says which, and is empty where they are too many for that.
    """


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an installation then misses: what is dispensable and why, and what has to be named."""

    dispensable: Mapping[str, str]
    needed: tuple[str, ...]


@dataclass
class _Found:
    """What has been found so far: what is `there` in any case, what is missing, and whose turn it is."""

    there: set[str]
    todo: list[str]
    dispensable: dict[str, str] = field(default_factory=dict)
    needed: list[str] = field(default_factory=list)


def comes_along(knowledge: Knowledge, name: str) -> frozenset[str]:
    """Give what apt may install with a package unasked: what it depends on, and what is recommended."""
    take = knowledge.fields(_TABLE, name)
    if take is None:
        return frozenset()
    groups = (
        *take.names("brings"),
        *take.names("left"),
        *(one for each in RELEASES for one in take.names(each)),
    )
    return frozenset(name for group in groups for name in group.split("|"))


@dataclass(frozen=True)
class Recommended:
    """What packages recommend in one image; `text` is what may name commands of theirs, in lower case."""

    knowledge: Knowledge
    image: DebianImage
    text: str

    def left_out(self, names: Iterable[str], before: Iterable[str]) -> LeftOut:
        """Give what is left out where `names` are installed beside the packages that came `before`.

        Raises NotKnownError and TooManyError.
        """
        names = tuple(dict.fromkeys(names))
        releases = self._releases(names)
        there = {one for name in (*names, *before) for one in (name, *self._brings(name))}
        found = _Found(there, list(names))
        while found.todo:
            name = found.todo.pop(0)
            for group in dict.fromkeys(each for release in releases for each in self._groups(name, release)):
                self._judge(group, found)
        missing = {name: why for name, why in found.dispensable.items() if name not in found.there}
        self._require(found.needed, releases)
        return LeftOut(missing, tuple(found.needed))

    def _judge(self, group: str, found: _Found) -> None:
        name, *others = group.split("|")
        if found.there.intersection((name, *others)):
            return
        if (why := self._dispensable(name)) is not None:
            found.dispensable[name] = why
            return
        found.needed.append(name)
        found.there.update((name, *self._brings(name)))
        found.todo.append(name)

    def _require(self, needed: list[str], releases: tuple[str, ...]) -> None:
        if _MANY in needed or len(needed) > _MOST:
            shown = [name for name in needed if name != _MANY]
            more = shown and (_MANY in needed or len(shown) > _MOST + 1)
            raise TooManyError(", ".join(shown[: _MOST + 1]) + (" …" if more else ""))
        for name in needed:
            if not set(releases) <= set(self._known(name)):
                raise NotKnownError(name)
        new = [
            name for name in needed if self.image.moves and not set(RELEASES[-2:]) <= set(self._known(name))
        ]
        if new:
            raise TooManyError(", ".join(new))

    def _releases(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Give the releases of the image that have all of `names`."""
        found = self.image.releases
        for name in names:
            found = tuple(release for release in found if release in self._known(name))
            if not found:
                raise NotKnownError(name)
        return found

    def _known(self, name: str) -> tuple[str, ...]:
        row = self.knowledge.fields(_TABLE, name)
        return () if row is None else row.names("only") or RELEASES

    def _brings(self, name: str) -> tuple[str, ...]:
        row = self.knowledge.fields(_TABLE, name)
        return () if row is None else row.names("brings")

    def _groups(self, name: str, release: str) -> Iterator[str]:
        """Give what a package recommends that is not in the image; nothing for what the image itself has."""
        row = self.knowledge.fields(_TABLE, name)
        image = self.knowledge.fields(_TABLE, f"{self.image.flavour} {release}")
        if row is None or (image is not None and name in image.names("has")):
            return
        never = () if image is None else image.names("never")
        if self.image.flavour == "python":
            never += row.names("not-in-full")
        groups = (*row.names(release), *row.names("left"))
        yield from (group for group in groups if group.partition("|")[0] not in never)

    @remembered
    def _dispensable(self, name: str) -> str | None:
        """Give why a package is of no use here, None where it may be of some."""
        keys = (name, f"*-{name.rpartition('-')[2]}")
        rows = (self.knowledge.fields("dispensable.toml", key) for key in keys)
        take = next((row for row in rows if row is not None), None)
        if take is None:
            return None
        return None if any(_named_in(self.text, word) for word in take.names("words")) else take.text("why")


def _named_in(text: str, word: str) -> bool:
    pattern = re.escape(word).replace(r"\*", "[a-z0-9]*")
    return re.search(f"(?<![a-z0-9]){pattern}(?![a-z0-9])", text) is not None
