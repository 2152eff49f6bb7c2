"""What a pull request says in sections: the risky first, a line for each rule with its reasons."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping

from migrator.engine import Outcome, Status
from migrator.findings import Change, Rule, Safety
from migrator.first_few import first_few
from migrator.forge.before_after import FEW
from migrator.forge.commits import bundle_order
from migrator.forge.groups import Group
from migrator.forge.markdown import code, folded, prose
from migrator.forge.model import STOP
from migrator.registry import On
from migrator.report.model import Report
from migrator.report.tally import NOT_VERIFIED, hint, message
from migrator.verify.facts import Evidence

_RULES = 12
"""Rules of a section that are shown; the rest are counted."""
_REASONS = 6
"""Reasons of one rule that are shown, each with its places; where files are many, two or one."""
_PLACES = 3
_PATHS = 3
"""Files that a command names one by one."""
Found = tuple[Report, Outcome]


def review(group: Group) -> str:
    """Give what a person has to look at: changes that need a look, then those that were only shown."""
    done = _where(group, lambda o: _applied(o, Safety.REVIEW))
    shown = list(_where(group, lambda o: o.status is Status.SHOWN))
    own = [(report, outcome) for report, outcome in shown if report.on is On.DOCKERFILE]
    others = [(report, outcome) for report, outcome in shown if report.on is not On.DOCKERFILE]
    parts = (
        _section("### Please look at", done, _reasons(group, 2)),
        _section("Only shown, not changed:", own, _reasons(group, 1)),
        _section("Only shown, not changed (`--sources` changes them):", others, _reasons(group, 1)),
    )
    return "\n\n".join(filter(None, parts))


def refused(group: Group) -> str:
    """Give what was not done, why, and the way out."""
    found = _where(group, lambda o: o.status is Status.REFUSED)
    text = _section("### Not done, and the way out", found, _reasons(group, 1))
    withheld: dict[str, dict[str, None]] = {}
    for report, outcome in _where(group, lambda o: o.status is Status.WITHHELD):
        if outcome.bundle:
            withheld.setdefault(outcome.bundle, {})[report.name] = None
    alone = len(group.reports) == 1
    for bundle, names in sorted(withheld.items()):
        where = "" if alone else f" in {_places(list(names))}"
        text += f"\n\nSo nothing of the bundle {code(bundle)} was applied{where}."
    return text.strip()


def changes(group: Group) -> str:
    """Give the changes that need no look."""
    found = _where(group, lambda o: _applied(o, Safety.SAFE))
    return _section("### What else changed", found, _reasons(group, 1))


def notes(group: Group) -> str:
    """Give the notes about what was done, folded: those of a bundle that was withheld are left out."""
    noted = _where(group, lambda o: o.status is Status.NOTED)
    found = [(report, outcome) for report, outcome in noted if _concerns(report, outcome)]
    text = _section("", found, _reasons(group, 1))
    rules = len({outcome.finding.rule for _, outcome in found})
    return folded(f"Good to know ({rules})", text) if found else ""


def evidence(group: Group, known: Mapping[str, Evidence]) -> str:
    """Give what `dfmigrate verify` found."""
    told = [(report.name, known[report.name].said) for report in group.reports if report.name in known]
    if not told:
        return NOT_VERIFIED
    lines = [f"- {code(name)}: {prose(said)}" for name, said in told[:_RULES]]
    more = [f"- … and {len(told) - _RULES} more files"] if len(told) > _RULES else []
    left = sum(report.on is On.DOCKERFILE for report in group.reports) - len(told)
    more += [f"- not verified: {left} more files"] if left > 0 else []
    return "\n".join(["### Evidence", "", *lines, *more])


def verify(group: Group, base: str) -> str:
    """Give the commands that a reviewer can run."""
    paths = " ".join(map(_quoted, _paths(group)))
    several = len(list(bundle_order(group.reports))) > 1
    builds = any(each.on is On.DOCKERFILE for each in group.reports)
    commands = [f"    dfmigrate verify {paths}"] if builds else []
    intro = (
        "the first command builds the files before and after and compares the images, the second"
        if builds
        else "this"
    )
    return "\n".join(
        [
            "### How to verify",
            "",
            f"With {code(base)} checked out, {intro} tells every finding with its line:",
            "",
            *commands,
            f"    dfmigrate {paths} --dry-run",
            *([*("", "Each commit is one bundle and can be dropped on its own.")] if several else []),
        ]
    )


def silence(_: Group) -> str:
    """Give how to change or stop this."""
    return folded(
        "How to change or silence this",
        "- Push to this branch: dfmigrate then leaves it to you.\n"
        f"- The label `{STOP}` does the same; closing this is a no that lasts.\n"
        "- `# dfmigrate: ignore[RULE] because …` above an instruction, "
        "or `# dfmigrate: skip-file because …`, on the base branch: the next run takes it out of here.\n"
        "- `dfmigrate explain RULE` tells what a rule does and why.",
    )


def _applied(outcome: Outcome, safety: Safety) -> bool:
    finding = outcome.finding
    return isinstance(finding, Change) and outcome.status is Status.APPLIED and finding.safety is safety


def _concerns(report: Report, outcome: Outcome) -> bool:
    """Tell whether a note is about what was done: those of a bundle that was withheld are not.

    Other files are looked at for the sake of images that have moved.
    """
    return (
        report.on is not On.DOCKERFILE
        or not outcome.bundle
        or any(step.bundle == outcome.bundle for step in report.result.steps)
    )


def _where(group: Group, wanted: Callable[[Outcome], bool]) -> Iterator[Found]:
    for report in (*group.reports, *group.beside):
        for outcome in sorted(report.result.outcomes, key=lambda each: each.line):
            if wanted(outcome):
                yield report, outcome


def _reasons(group: Group, many: int) -> int:
    """Give how many reasons of a rule are shown: `many` is that of a group of many files."""
    return _REASONS if len(group.reports) <= FEW else many


def _section(title: str, found: Iterable[Found], reasons: int) -> str:
    """Give a line for each rule with its reasons and their places, by rule: base image first, form last."""
    rules: dict[Rule, dict[str, list[str]]] = {}
    for report, outcome in found:
        way_out = hint(outcome)
        said = prose(message(outcome)) + (f" → {prose(way_out)}" if way_out else "")
        places = rules.setdefault(outcome.finding.rule, {}).setdefault(said, [])
        places.append(f"{report.name}:{outcome.line}")
    if not rules:
        return ""
    lines = [_of_rule(rule, rules[rule], reasons) for rule in sorted(rules, key=lambda each: each.id)]
    more = [f"- … and {len(lines) - _RULES} more rules"] if len(lines) > _RULES else []
    return "\n".join([*([title, ""] if title else []), *lines[:_RULES], *more])


def _of_rule(rule: Rule, reasons: Mapping[str, list[str]], most: int) -> str:
    said = [f"{reason} ({_places(places)})" for reason, places in list(reasons.items())[:most]]
    left = len(reasons) - most
    more = f"; and {left} more like {'this' if left == 1 else 'these'}" if left > 0 else ""
    return f"- **{rule.id}** {rule.name}: " + "; ".join(said) + more


def _places(places: list[str]) -> str:
    return first_few(list(map(code, places)), _PLACES)


def _paths(group: Group) -> list[str]:
    """Give what to name on a command line: the files where they are few, else the folder of all."""
    dockerfiles = [each.name for each in group.reports if each.on is On.DOCKERFILE]
    names = dockerfiles or list(dict.fromkeys(owner for each in group.reports for owner in each.owners))
    if len(names) <= _PATHS:
        return names
    return [posixpath.commonpath([posixpath.dirname(name) for name in names]) or "."]


def _quoted(name: str) -> str:
    return shlex.quote("".join(sign if sign.isprintable() else "?" for sign in name))
