"""What a transform has said of a text: not asked again while all that it looked at is the same.

The proof is a second run, and most transforms of it see what they saw in the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from migrator.context import Context
from migrator.dockerfile import Dockerfile
from migrator.findings import Finding
from migrator.records import dataclass
from migrator.registry import Transform

_ALWAYS = attrgetter("path", "build", "settings", "knowledge", "around", "resolver")
"""What is taken to be looked at by every transform: all of a context that the proof mostly shares."""


class _Watched(Context):
    """A context that notes whether what differs from run to run was looked at."""

    @classmethod
    def of(cls, context: Context) -> _Watched:
        """Give a context that notes from now on."""
        watched = cls.__new__(cls)
        watched.__dict__.update(context.__dict__)
        return watched

    @property
    def noted(self) -> set[str]:
        """What was looked at, of `original` and `withheld`."""
        noted: set[str] = self.__dict__.setdefault("noted", set())
        return noted

    @property
    def original(self) -> Dockerfile:
        """The file as the run found it."""
        return self._noting("original")  # type: ignore[return-value]

    @property
    def withheld(self) -> frozenset[str]:
        """The bundles that are known not to apply."""
        return self._noting("withheld")  # type: ignore[return-value]

    def _noting(self, name: str) -> object:
        self.noted.add(name)
        return self.__dict__[name]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a transform found, and the context in which it did."""

    context: _Watched
    findings: tuple[Finding, ...]

    def holds_in(self, context: Context) -> bool:
        """Tell whether the transform would find the same there."""
        then, now = self.context.__dict__, context.__dict__
        noted = self.context.noted
        return _ALWAYS(self.context) == _ALWAYS(context) and all(then[name] == now[name] for name in noted)


class Repeats:
    """The findings of one run and of its proof, by transform and text."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], list[_Said]] = {}

    def findings(self, member: Transform, dockerfile: Dockerfile, context: Context) -> Iterable[Finding]:
        """Give what `member` finds in a file, in order; raises what it raises."""
        said = self._said.setdefault((member.name, dockerfile.source.text), [])
        known = next((each.findings for each in said if each.holds_in(context)), None)
        return self._asked(member, dockerfile, context, said) if known is None else known

    def _asked(
        self, member: Transform, dockerfile: Dockerfile, context: Context, said: list[_Said]
    ) -> Iterator[Finding]:
        watched, found = _Watched.of(context), []
        for finding in member.run(dockerfile, watched):
            found.append(finding)
            yield finding
        said.append(_Said(watched, tuple(found)))
