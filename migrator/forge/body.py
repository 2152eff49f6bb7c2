"""What a reviewer reads: short, the risky first, every line with its reason."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field

from migrator import regex as re
from migrator.dockerfile import Dockerfile, UnreadableError, parse
from migrator.engine import Outcome, Status
from migrator.findings import Change, Safety
from migrator.forge.groups import Group
from migrator.forge.markdown import code, prose, table
from migrator.forge.model import STOP
from migrator.records import dataclass
from migrator.registry import On
from migrator.report.journey import Known
from migrator.report.text import message
from migrator.run import Report
from migrator.source import Source

_ROWS = 12
"""Entries of a section that are shown; the rest are counted."""
_REASONS = 2
"""Reasons of one rule that are shown, each with its places."""
LIMIT = 60_000
"""Characters; GitHub takes 65,536."""
_PLACEHOLDER = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")
_UV = re.compile(r"\buv (?:pip|sync|venv|export|tool)\b")
_PIP = re.compile(r"\bpip\d?(?:\.\d+)? (?:install|wheel|download)\b")
_JOURNEYS = 3
"""Files whose estimates are shown."""
Found = tuple[Report, Outcome]


class TemplateError(Exception):
    """A template asks for what does not exist; the message lists what does."""


@dataclass(frozen=True)
class Body:
    """Title and body of a group's pull request; `evidence` is what `dfmigrate verify` found, by file."""

    title_template: str = ""
    body_template: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)

    def title(self, group: Group, base: str) -> str:
        """Give the title; raises TemplateError."""
        if self.title_template:
            names = {"where": group.where, "group": group.key, "base": base, "bundles": _bundles(group)}
            return _one_line(_filled(self.title_template, names))
        return _one_line(f"Migrate {group.where} ({_bundles(group)})")

    def text(self, group: Group, base: str) -> str:
        """Give the body; raises TemplateError."""
        sections = {name: make(group) for name, make in _SECTIONS.items()}
        sections["evidence"] = _evidence(group, self.evidence)
        whole = "\n\n".join(each for each in sections.values() if each)
        if not self.body_template:
            return _bounded(whole)
        names = {"where": group.where, "group": group.key, "base": base, "bundles": _bundles(group)}
        plain = {name: prose(value) for name, value in names.items()}
        return _bounded(_filled(self.body_template, {**sections, **plain, "body": whole}))


def _filled(template: str, values: Mapping[str, str]) -> str:
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in values]
    if unknown:
        raise TemplateError(
            f"template: {{{{{unknown[0]}}}}} is not known; known: {', '.join(sorted(values))}"
        )
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else line[:199] + "…"


def _bounded(text: str) -> str:
    return (
        text
        if len(text) <= LIMIT
        else text[:LIMIT].rsplit("\n", 1)[0] + "\n\n… (cut: too long for a pull request)"
    )


def _bundles(group: Group) -> str:
    names = dict.fromkeys(step.bundle for report in group.reports for step in report.result.steps)
    shown = list(names)[:3]
    return ", ".join(shown) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _before_and_after(group: Group) -> str:
    rows = [_row(report) for report in group.reports if report.on is On.DOCKERFILE]
    if not rows:
        return ""
    head = ("file", "base image", "stages", "installer", "lines")
    more = [f"\n… and {len(rows) - _ROWS} more files." if len(rows) > _ROWS else ""]
    journeys = "\n\n".join(_journey(each) for each in group.reports[:_JOURNEYS] if each.journey)
    return "\n\n".join(filter(None, ((table(head, rows[:_ROWS]) + "\n".join(more)).rstrip(), journeys)))


def _journey(report: Report) -> str:
    """Give what is estimated or measured about one file, with its sources; what is read stands above."""
    found = [m for m in (report.journey.milestones if report.journey else ()) if m.known is not Known.READ]
    rows: list[tuple[str, ...]] = [
        (prose(m.says), prose(m.before), prose(m.after), f"{m.known.value}: {prose(m.source)}") for m in found
    ]
    return table((code(report.name), "before", "after", "how it is known"), rows) if rows else ""


def _row(report: Report) -> tuple[str, ...]:
    before, after = _read(report.result.before), _read(report.result.after)
    patch = report.patch()
    return (
        code(report.name),
        _change(before, after, _base),
        _change(before, after, lambda d: str(len(d.stages))),
        _change(before, after, _installer),
        f"+{patch.added} −{patch.removed}",
    )


def _read(source: Source) -> Dockerfile | None:
    try:
        return parse(source)
    except UnreadableError:
        return None


def _change(before: Dockerfile | None, after: Dockerfile | None, fact: Callable[[Dockerfile], str]) -> str:
    if before is None or after is None:
        return "?"
    old, new = fact(before), fact(after)
    return old if old == new else f"{old} → {new}"


def _base(dockerfile: Dockerfile) -> str:
    image = dockerfile.base_image(dockerfile.final)
    return code(str(image)) if image else "?"


def _installer(dockerfile: Dockerfile) -> str:
    runs = " ".join(each.value.text for each in dockerfile.instructions if each.keyword in ("RUN", "ONBUILD"))
    plain = " ".join(runs.split())
    uses = [
        name for name, pattern in (("uv", _UV), ("pip", _PIP)) if pattern.search(_UV.sub("uv pip", plain))
    ]
    if "uv" in uses and not _PIP.search(re.sub(r"\buv pip\b", "uv", plain)):
        uses = ["uv"]
    return " + ".join(uses) or "–"


def _review(group: Group) -> str:
    """Give what a person has to look at: changes that need a look, and those that were only shown."""
    found = list(_where(group, lambda o: _is_change(o, Status.APPLIED, Safety.REVIEW)))
    shown = list(_where(group, lambda o: o.status is Status.SHOWN))
    return _section("### Please look at", [*found, *shown])


def _changes(group: Group) -> str:
    found = list(_where(group, lambda o: _is_change(o, Status.APPLIED, Safety.SAFE)))
    return _section("### What else changed", found)


def _notes(group: Group) -> str:
    noted = _where(group, lambda o: o.status is Status.NOTED)
    found = [(report, outcome) for report, outcome in noted if _concerns(report, outcome)]
    text = _section(f"<details><summary>Good to know ({len(found)})</summary>", found)
    return f"{text}\n\n</details>" if text else ""


def _concerns(report: Report, outcome: Outcome) -> bool:
    """Tell whether a note is about what was done: those of a bundle that was withheld are not."""
    return not outcome.bundle or any(step.bundle == outcome.bundle for step in report.result.steps)


def _refused(group: Group) -> str:
    refused = list(_where(group, lambda o: o.status is Status.REFUSED))
    text = _section("### Not done, and the way out", refused)
    withheld = sorted({o.bundle for _, o in _where(group, lambda o: o.status is Status.WITHHELD) if o.bundle})
    if withheld:
        text += f"\n\nSo of the bundle {', '.join(map(code, withheld))} nothing was applied there."
    return text.strip()


def _is_change(outcome: Outcome, status: Status, safety: Safety) -> bool:
    finding = outcome.finding
    return isinstance(finding, Change) and outcome.status is status and finding.safety is safety


def _where(group: Group, wanted: Callable[[Outcome], bool]) -> Iterator[Found]:
    for report in group.reports:
        for outcome in sorted(report.result.outcomes, key=lambda each: each.line):
            if wanted(outcome):
                yield report, outcome


def _section(title: str, found: list[Found]) -> str:
    """Give a line for each rule and reason with its places; of many reasons of one rule, the first ones."""
    rules: dict[str, dict[str, list[str]]] = {}
    for report, outcome in found:
        rule = outcome.finding.rule
        hint = getattr(outcome.finding, "hint", "")
        said = prose(message(outcome)) + (f" → {prose(hint)}" if hint else "")
        places = rules.setdefault(f"**{rule.id}** {rule.name}", {}).setdefault(said, [])
        places.append(f"{report.name}:{outcome.line}")
    entries = [line for rule, reasons in rules.items() for line in _of_rule(rule, reasons)]
    if not entries:
        return ""
    more = [f"- … and {len(entries) - _ROWS} more"] if len(entries) > _ROWS else []
    return "\n".join([title, "", *entries[:_ROWS], *more])


def _of_rule(rule: str, reasons: Mapping[str, list[str]]) -> Iterator[str]:
    for said, places in list(reasons.items())[:_REASONS]:
        yield f"- {rule}: {said} ({_places(places)})"
    if len(reasons) > _REASONS:
        yield f"- {rule}: {len(reasons) - _REASONS} more like these"


def _places(places: list[str]) -> str:
    shown = ", ".join(code(each) for each in places[:3])
    return shown + (f" and {len(places) - 3} more" if len(places) > 3 else "")


def _verify(group: Group) -> str:
    names = [each.name for each in group.reports if each.on is On.DOCKERFILE]
    if not names:
        return ""
    if len(names) > 3:
        names = [posixpath.commonpath([posixpath.dirname(name) for name in names]) or "."]
    command = "dfmigrate verify " + " ".join(map(_quoted, names))
    return (
        "### How to verify\n\nEach commit is one bundle and can be dropped on its own. "
        f"This builds the files before and after and compares the images:\n\n    {command}"
    )


def _quoted(name: str) -> str:
    return shlex.quote("".join(sign if sign.isprintable() else "?" for sign in name))


def _silence(_: Group) -> str:
    return (
        "<details><summary>How to change or silence this</summary>\n\n"
        "- Push to this branch: dfmigrate then leaves it to you.\n"
        f"- The label `{STOP}` does the same; closing this is a no that lasts.\n"
        "- `# dfmigrate: ignore[RULE] because …` above an instruction, "
        "or `# dfmigrate: skip-file because …`, on the base branch: the next run takes it out of here.\n"
        "- `dfmigrate explain RULE` tells what a rule does and why.\n\n</details>"
    )


def _evidence(group: Group, evidence: Mapping[str, str]) -> str:
    known = [(report.name, evidence[report.name]) for report in group.reports if report.name in evidence]
    if not known:
        return "Not verified: no image was built for this."
    return "### Evidence\n\n" + "\n".join(f"- {code(name)}: {prose(said)}" for name, said in known)


_SECTIONS: Mapping[str, Callable[[Group], str]] = {
    "table": _before_and_after,
    "review": _review,
    "changes": _changes,
    "refused": _refused,
    "notes": _notes,
    "evidence": lambda _: "",
    "verify": _verify,
    "silence": _silence,
}


def check(templates: Iterable[str]) -> None:
    """Raise TemplateError where one of `templates` asks for what no group has."""
    names = dict.fromkeys((*_SECTIONS, "where", "group", "base", "bundles", "body"), "")
    for template in templates:
        _filled(template, names)
