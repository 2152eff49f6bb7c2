"""What a reviewer reads: short, the risky first, every line with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from migrator import regex as re
from migrator.first_few import first_few
from migrator.forge import sections
from migrator.forge.before_after import before_and_after
from migrator.forge.commits import bundle_order
from migrator.forge.groups import Group
from migrator.forge.markdown import prose
from migrator.records import dataclass
from migrator.verify.facts import Evidence

LIMIT = 60_000
"""Characters; GitHub takes 65,536, and the marker and what people add need some."""
_TITLE = 200
"""Characters; the shortest limit of a forge is 255."""
_PLACEHOLDER = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")
_PARTS = ("table", "review", "changes", "refused", "notes", "evidence", "verify", "silence")
_NAMES = ("where", "group", "base", "bundles")
_FIRST_TO_GO = ("notes", "table", "changes", "evidence", "refused")
"""Parts that are left out, one after the other, where a body would be too long."""


class TemplateError(Exception):
    """A template asks for what does not exist; the message lists what does."""


@dataclass(frozen=True)
class Body:
    """Title and body of a group's pull request; `evidence` is what `dfmigrate verify` found, by file."""

    title_template: str = ""
    body_template: str = ""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    def title(self, group: Group, base: str) -> str:
        """Give the title; raises TemplateError."""
        return _one_line(
            _filled(self.title_template or "Migrate {{where}} ({{bundles}})", _names(group, base))
        )

    def text(self, group: Group, base: str) -> str:
        """Give the body; raises TemplateError."""
        parts = self._parts(group, base)
        if not self.body_template:
            return _bounded(parts)
        names = {name: prose(value) for name, value in _names(group, base).items()}
        room = LIMIT - len(self.body_template)
        return _cut(_filled(self.body_template, {**parts, **names, "body": _bounded(parts, room)}), LIMIT)

    def _parts(self, group: Group, base: str) -> dict[str, str]:
        group = replace(group, reports=tuple(each.measured(self.evidence) for each in group.reports))
        return {
            "table": before_and_after(group),
            "review": sections.review(group),
            "changes": sections.changes(group),
            "refused": sections.refused(group),
            "notes": sections.notes(group),
            "evidence": sections.evidence(group, self.evidence),
            "verify": sections.verify(group, base),
            "silence": sections.silence(group),
        }


def check(templates: Iterable[str]) -> None:
    """Raise TemplateError where one of `templates` asks for what no group has."""
    names = dict.fromkeys((*_PARTS, *_NAMES, "body"), "")
    for template in templates:
        _filled(template, names)


def _names(group: Group, base: str) -> dict[str, str]:
    names = list(bundle_order(group.reports))
    return dict(zip(_NAMES, (group.where, group.key, base, first_few(names, 3)), strict=True))


def _filled(template: str, values: Mapping[str, str]) -> str:
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in values]
    if unknown:
        raise TemplateError(
            f"template: {{{{{unknown[0]}}}}} is not known; known: {', '.join(sorted(values))}"
        )
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1] + "…"


def _bounded(parts: Mapping[str, str], room: int = LIMIT) -> str:
    """Give all parts as one text of at most `room` characters: whole parts go, the least needed first."""
    kept = {name: text for name, text in parts.items() if text}
    for name in _FIRST_TO_GO:
        if _length(kept) > room and name in kept:
            kept[name] = f"({name}: left out, too long for a pull request; see *How to verify*)"
    return _cut("\n\n".join(kept.values()), room)


def _length(parts: Mapping[str, str]) -> int:
    return sum(len(each) + 2 for each in parts.values())


def _cut(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    return text[: max(0, room - 50)].rpartition("\n")[0] + "\n\n… (cut: too long for a pull request)"
