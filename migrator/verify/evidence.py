"""Evidence in one line for people, and as JSON for machines: what was measured, and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from migrator.verify.facts import Evidence, megabytes
from migrator.verify.model import Built, Check, Standing, Verdict, Verified
from migrator.version import __version__

FORM = 1


class EvidenceError(Exception):
    """A file is not what `dfmigrate verify` writes; the message says why."""


def said(verified: Verified) -> str:
    """Give the evidence in one line: ``built on docker, 484 MB → 236 MB, 14 of 14 checks same``."""
    if verified.standing is Standing.UNCHANGED:
        return f"not verified: {verified.reason}"
    before, after = verified.before, verified.after
    if before is None or after is None or not before.described or not after.described:
        word = "against" if verified.standing is Standing.AGAINST else "not verified"
        return f"{word}: {verified.reason}"
    done = "built and started" if before.started else "built"
    parts = [
        f"{done} on {verified.engine}",
        f"{megabytes(before.described.size)} → {megabytes(after.described.size)}",
    ]
    parts.append(_counted(verified.checks))
    if verified.standing is Standing.AGAINST:
        parts.insert(0, f"against: {verified.reason}")
    return ", ".join(parts)


def _counted(checks: tuple[Check, ...]) -> str:
    counts = Counter(each.verdict for each in checks)
    compared = len(checks) - counts[Verdict.UNKNOWN]
    words = [f"{counts[Verdict.SAME]} of {compared} checks same"]
    words += [
        f"{counts[each]} {each.value}" for each in (Verdict.ANNOUNCED, Verdict.UNANNOUNCED) if counts[each]
    ]
    words += [f"{counts[Verdict.UNKNOWN]} not compared"] if counts[Verdict.UNKNOWN] else []
    return ", ".join(words)


def evidence_of(verified: Verified) -> Evidence:
    """Give what reports need of a verification."""
    before, after = verified.before, verified.after
    if before is None or after is None or not before.described or not after.described:
        return Evidence(said(verified))
    rebuilt = None
    if before.rebuilt is not None and after.rebuilt is not None:
        rebuilt = (before.rebuilt, after.rebuilt)
    sizes = (before.described.size, after.described.size)
    seconds = None if _cached(before) or _cached(after) else (before.seconds, after.seconds)
    return Evidence(said(verified), sizes, seconds, rebuilt)


def _cached(built: Built) -> bool:
    """Tell whether layers came from the cache: then the time says nothing."""
    return bool(built.steps and built.steps.cached)


def document(files: Iterable[Verified]) -> str:
    """Give all as one JSON document; ``docs/verify.schema.json`` describes it."""
    found = {"dfmigrate": __version__, "form": FORM, "files": [_file(each) for each in files]}
    return json.dumps(found, indent=1) + "\n"


def _file(verified: Verified) -> dict[str, object]:
    why = verified.explanation
    return {
        "path": verified.name,
        "standing": verified.standing.value,
        "evidence": said(verified),
        "reason": verified.reason,
        "engine": verified.engine,
        "before": _side(verified.before),
        "after": _side(verified.after),
        "checks": [
            {
                "name": each.name,
                "verdict": each.verdict.value,
                "differences": [{"text": d.text, "rules": list(d.rules)} for d in each.differences],
            }
            for each in verified.checks
        ],
        "explanation": why
        and {"says": why.says, "build": list(why.packages), "runtime": list(why.runtime), "row": why.row},
        "attempts": [{"line": a.line, "added": a.added, "built": a.built} for a in verified.attempts],
        "logs": str(verified.logs) if verified.logs else None,
    }


def _side(built: Built | None) -> dict[str, object] | None:
    if built is None:
        return None
    run = built.started
    return {
        "built": not built.problem,
        "problem": built.problem,
        "seconds": round(built.seconds, 1),
        "cached": built.steps.cached if built.steps else None,
        "log": str(built.log),
        "size": built.described.size if built.described else None,
        "layers": [{"made_by": e.made_by, "size": e.size} for e in built.described.layers]
        if built.described
        else [],
        "rebuilt_layers": built.rebuilt,
        "rebuild_seconds": round(built.rebuild_seconds, 1) if built.rebuilt is not None else None,
        "started": run
        and {"told": run.told, "answer": run.answer, "exit": run.exit_code, "seconds": round(run.seconds, 1)},
    }


def read(text: str) -> Mapping[str, Evidence]:
    """Give the evidence of each file by its path, from what `document` gave; raises EvidenceError."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise EvidenceError(f"not JSON: {error}") from error
    files = found.get("files") if isinstance(found, dict) else None
    if not isinstance(files, list):
        raise EvidenceError("not written by `dfmigrate verify`: it has no files")
    known = (each for each in files if isinstance(each, dict))
    return {str(each["path"]): _evidence(each) for each in known if each.get("path") and each.get("evidence")}


def _evidence(file: Mapping[str, object]) -> Evidence:
    sides = [each if isinstance(each, dict) else {} for each in (file.get("before"), file.get("after"))]
    fresh = [{} if each.get("cached") else each for each in sides]
    sizes, rebuilt = _pair(sides, "size"), _pair(sides, "rebuilt_layers")
    return Evidence(
        str(file["evidence"]),
        None if sizes is None else (int(sizes[0]), int(sizes[1])),
        _pair(fresh, "seconds") if sizes else None,
        None if rebuilt is None else (int(rebuilt[0]), int(rebuilt[1])),
    )


def _pair(sides: list[dict[str, object]], key: str) -> tuple[float, float] | None:
    """Give a figure of both sides, None where one was not measured."""
    before, after = (each.get(key) for each in sides)
    if isinstance(before, int | float) and isinstance(after, int | float):
        return before, after
    return None
