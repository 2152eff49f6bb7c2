"""Which transforms run and which findings count: ``--select`` and ``--ignore``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from migrator.records import dataclass
from migrator.registry import Transform
from migrator.settings import Settings

HARDENING = frozenset(
    {"fewer-runs", "folders-and-back", "healthcheck", "no-recommends", "non-root", "pipefail", "value-quotes"}
)
"""The transforms that ``--harden`` adds: they change how a service is built or run, or what is in its image.

So someone has to ask; also for what is the same and longer, because a linter wants it.
"""


class SelectionError(Exception):
    """A name is neither a transform, a bundle nor a rule id; the message names the nearest."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Names of transforms, bundles or rule ids (or their beginnings: ``DFM3``) to use and to leave out.

    `harden` adds the transforms in HARDENING to those that run by default.
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    harden: bool = False

    def runs(self, transform: Transform) -> bool:
        """Tell whether `transform` runs at all."""
        names = (transform.name, transform.bundle)
        if self.ignore.intersection(names):
            return False
        if not self.select:
            return transform.default or (self.harden and transform.name in HARDENING)
        return bool(self.select.intersection(names)) or any(self._names(rule.id) for rule in transform.rules)

    def accepts(self, rule: str, transform: Transform) -> bool:
        """Tell whether a finding of `rule` counts."""
        if any(rule.startswith(name) for name in self.ignore if _is_rule(name)):
            return False
        if not self.select or self.select.intersection((transform.name, transform.bundle)):
            return True
        return self._names(rule)

    def _names(self, rule: str) -> bool:
        return any(rule.startswith(name) for name in self.select if _is_rule(name))


def selection_of(settings: Settings, transforms: tuple[Transform, ...]) -> Selection:
    """Give the selection that the settings ask for; raises SelectionError for a name that nothing has."""
    if not settings.select and not settings.ignore:
        return Selection(harden=settings.harden)
    known = {each.name for each in transforms} | {each.bundle for each in transforms if each.bundle}
    rules = {rule.id for each in transforms for rule in each.rules}
    chosen, left_out = frozenset(settings.select), frozenset(settings.ignore)
    for name in sorted(chosen | left_out):
        if name in known or (_is_rule(name) and any(rule.startswith(name) for rule in rules)):
            continue
        hint = nearest(name, known | rules) or "`dfmigrate rules` lists them"
        raise SelectionError(f"no transform or rule is called {name!r}; {hint}")
    return Selection(chosen, left_out, settings.harden)


def _is_rule(name: str) -> bool:
    """Tell whether `name` may be a rule's, or the beginning of some: a plugin's have letters of its own."""
    return re.fullmatch(r"[A-Z]+\d*", name) is not None


def nearest(name: str, known: Collection[str]) -> str:
    """Give a question for a name that nothing has, empty where nothing is like it."""
    if "," in name:
        return "name one at a time, each with an option of its own"
    plain = name.strip("…*. ").upper()
    if _is_rule(plain) and any(each.startswith(plain) for each in known):
        return f"did you mean {plain}?"
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else ""
