"""A run as one page that needs nothing else: the summary, filters, and each file's diff with its findings."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from migrator.engine import Outcome
from migrator.report.journey import Journey, totals
from migrator.report.model import Report, Run
from migrator.report.side_by_side import Line, Pair, pairs
from migrator.report.tally import Fate, Tally, evidence_of, fate, heard, label, message, tally, way_out
from migrator.report.text import printable
from migrator.version import __version__

OPEN_AT_FIRST = 5
"""Files whose diff is unfolded when the page opens."""
_KEYS = {
    Fate.MIGRATED: "migrated",
    Fate.PARTLY: "partly",
    Fate.REFUSED: "refused",
    Fate.UNCHANGED: "unchanged",
    Fate.UNWRITTEN: "unwritten",
    Fate.FAILED: "failed",
}


def document(run: Run) -> Iterator[str]:
    """Give the page, piece by piece: one file of the run after another."""
    counts = tally(run)
    style, script = _resource("page.css"), _resource("page.js")
    yield _head(style, script)
    yield f'<header><h1>dfmigrate</h1><p class="lead">{_lead(run, counts)}</p></header><main>\n'
    yield from _summary(run, counts)
    yield from _filters(counts)
    yield '<section id="files" aria-label="Files">\n'
    for number, report in enumerate(run.reports):
        yield from _file(report, evidence_of(run, report), is_open=number < OPEN_AT_FIRST)
    yield '<p id="none" hidden>No file fits these filters.</p></section>\n'
    yield f"</main><footer><p>dfmigrate {escape(__version__)}</p></footer>"
    yield f"<script>{script}</script></body></html>\n"


def _resource(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _head(style: str, script: str) -> str:
    # Whatever a Dockerfile holds, nothing but this very script runs and nothing is fetched.
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>dfmigrate</title><style>{style}</style></head><body>"
        '<a class="skip" href="#files">Skip to the files</a>\n'
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _lead(run: Run, counts: Tally) -> str:
    files = "Dockerfile" if counts.files == 1 else "Dockerfiles"
    done = "The changes are in the files." if run.written else "Nothing was written: this is a preview."
    return f"{counts.files} {files}, {counts.added} lines added and {counts.removed} removed. {done}"


def _summary(run: Run, counts: Tally) -> Iterator[str]:
    yield '<section aria-label="Summary"><ul class="fates">\n'
    for each in Fate:
        if counts.fates[each] or each not in (Fate.UNWRITTEN, Fate.FAILED):
            yield (
                f'<li class="{_KEYS[each]}"><button type="button" data-fate="{_KEYS[each]}" disabled>'
                f"<strong>{counts.fates[each]}</strong> {each.value}</button></li>\n"
            )
    yield '</ul><div class="tables"><table><caption>Before and after</caption><thead><tr>'
    yield '<td></td><th scope="col">before</th><th scope="col">after</th></tr></thead><tbody>\n'
    for row in totals(run):
        yield f'<tr><th scope="row">{escape(row.says)}</th>'
        yield f'<td class="num">{row.before}</td><td class="num">{row.after}</td></tr>\n'
    yield "</tbody></table>\n"
    yield from _reasons(counts)
    yield "</div>\n"
    yield from _asides(run)
    yield "</section>\n"


def _reasons(counts: Tally) -> Iterator[str]:
    if not counts.reasons:
        return
    yield '<table><caption>Why something was refused</caption><thead><tr><th scope="col">rule</th>'
    yield '<th scope="col">what it is about</th><th scope="col">files</th></tr></thead><tbody>\n'
    for each in counts.reasons:
        yield (
            f'<tr><th scope="row"><button type="button" data-rule="{escape(each.rule)}" disabled>'
            f"{escape(each.rule)}</button></th><td>{escape(each.summary)}</td>"
            f'<td class="num">{each.files}</td></tr>\n'
        )
    yield "</tbody></table>\n"


def _asides(run: Run) -> Iterator[str]:
    if run.problems or run.templates:
        yield '<ul class="asides">\n'
        yield from (f"<li>Not read or written: {_text(each.message)}</li>\n" for each in run.problems)
        yield from (f"<li>A template, not read: {_text(each)}</li>\n" for each in run.templates)
        yield "</ul>\n"


def _filters(counts: Tally) -> Iterator[str]:
    yield '<form id="filters" role="search" aria-label="Filter the files" hidden>\n'
    yield '<label>Path <input id="path" type="search" autocomplete="off" spellcheck="false"></label>\n'
    yield '<label>Status <select id="fate"><option value="">any</option>'
    yield from (f'<option value="{_KEYS[each]}">{each.value}</option>' for each in Fate)
    yield '</select></label>\n<label>Rule <select id="rule"><option value="">any</option>'
    for rule, name, _ in counts.rules:
        yield f'<option value="{escape(rule)}">{escape(rule)} {escape(name)}</option>'
    yield '</select></label>\n<button type="button" id="fold">Fold all</button><output id="shown"></output>'
    yield '<p class="keys"><kbd>/</kbd> filter <kbd>j</kbd> <kbd>k</kbd> next, previous file '
    yield "<kbd>Enter</kbd> fold or unfold <kbd>Esc</kbd> clear</p></form>\n"


def _file(report: Report, evidence: str, *, is_open: bool) -> Iterator[str]:
    outcomes = heard(report)
    key = _KEYS[fate(report)]
    rules = " ".join(sorted({each.finding.rule.id for each in outcomes}))
    if not outcomes and not report.result.changed and not report.result.failure:
        yield (
            f'<div class="file {key}" data-path="{_text(report.name)}" data-fate="{key}" data-rules="">'
            f'<p class="bar"><span class="path">{_text(report.name)}</span> {_fate(report)}</p></div>\n'
        )
        return
    state = " open" if is_open else ""
    yield f'<details class="file {key}" data-path="{_text(report.name)}" data-fate="{key}" '
    yield f'data-rules="{escape(rules)}"{state}><summary class="bar">'
    yield f'<span class="path">{_text(report.name)}</span> {_fate(report)}{_counts(report)}</summary>\n'
    if report.result.failure:
        yield f'<p class="finding fault">A fault of dfmigrate: {_text(report.result.failure)}</p>\n'
    if report.result.changed:
        yield f'<p class="evidence">{_text(evidence)}</p>\n'
    if report.journey:
        yield from _journey(report.journey)
    yield from _table(report)
    yield "</details>\n"


def _journey(journey: Journey) -> Iterator[str]:
    yield '<div class="scroll" tabindex="0"><table class="journey"><thead><tr><td></td>'
    yield '<th scope="col">before</th><th scope="col">after</th>'
    yield '<th scope="col">how it is known</th></tr></thead><tbody>\n'
    for each in journey.milestones:
        source = f", from {each.source}" if each.source else ""
        yield f'<tr><th scope="row">{_text(each.says)}</th><td>{_text(each.before)}</td>'
        yield f"<td>{_text(each.after)}</td><td>{_text(each.known.value + source)}</td></tr>\n"
    yield "</tbody></table></div>\n"


def _fate(report: Report) -> str:
    return f'<span class="fate">{fate(report).value}</span>'


def _counts(report: Report) -> str:
    patch = report.patch()
    lines = f' <span class="added">+{patch.added}</span> <span class="removed">−{patch.removed}</span>'
    number = len(heard(report))
    findings = f' <span class="count">{number} {"finding" if number == 1 else "findings"}</span>'
    return (lines if report.result.changed else "") + (findings if number else "")


def _table(report: Report) -> Iterator[str]:
    at: dict[int, list[str]] = {}
    for outcome in heard(report):
        at.setdefault(outcome.line, []).append(_finding(report, outcome))
    before, after = report.result.before.text, report.result.after.text
    yield '<div class="scroll" tabindex="0"><table class="diff"><thead class="heard"><tr>'
    yield '<th scope="col">line</th><th scope="col">before</th><th scope="col">line</th>'
    yield '<th scope="col">after</th></tr></thead><tbody>\n'
    waiting: list[str] = []  # what is said of a changed line stands below the whole change
    for pair in pairs(before, after, frozenset(at)):
        if not pair.changed:
            yield from waiting
            waiting.clear()
        yield _row(pair)
        waiting += at.pop(pair.old.number, ()) if pair.old else ()
    yield from waiting
    for rest in at.values():
        yield from rest
    yield "</tbody></table></div>\n"


def _finding(report: Report, outcome: Outcome) -> str:
    tag, rule, advice = label(outcome), outcome.finding.rule.id, way_out(report, outcome)
    arrow = f'<span class="hint">→ {_text(advice)}</span>' if advice else ""
    return (
        f'<tr class="finding {escape(tag)}"><td colspan="4"><span class="tag">{escape(tag)}</span> '
        f"<b>{escape(rule)}</b> {_text(message(outcome))} {arrow}</td></tr>\n"
    )


def _row(pair: Pair) -> str:
    if pair.hidden:
        return f'<tr class="fold"><td colspan="4">{pair.hidden} lines that stay as they are</td></tr>\n'
    return f"<tr>{_cell(pair.old, '−', pair.changed)}{_cell(pair.new, '+', pair.changed)}</tr>\n"


def _cell(line: Line | None, sign: str, changed: bool) -> str:
    if line is None:
        return '<td class="n"></td><td class="none"></td>'
    kind = {"−": "del", "+": "ins"}[sign] if changed else "same"
    mark = f'<span class="sign">{sign}</span>' if changed else '<span class="sign"> </span>'
    return f'<td class="n">{line.number}</td><td class="{kind}"><code>{mark}{_text(line.text)}</code></td>'


def _text(text: str) -> str:
    """Give `text` as it may stand anywhere in the page: nothing in it is markup or steers the screen."""
    return escape(printable(text.expandtabs(4)), quote=True)
