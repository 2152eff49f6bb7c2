"""Compares two images part by part; what differs is announced where a finding says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from migrator.engine import Outcome, Status
from migrator.findings import Change
from migrator.report.tally import message
from migrator.verify.images import PARTS
from migrator.verify.model import Built, Check, Contents, Difference, Started, Verdict

_BASE_ENV = re.compile(r"PYTHON_(VERSION|SHA256|PIP_VERSION|SETUPTOOLS_VERSION|GET_PIP_\w+)|GPG_KEY|LANG")
"""What the official Python images set, each of them in its own way."""
_INSTALLER_ENV = re.compile(r"(PIP|UV|PIPENV|POETRY|DEBIAN)_\w+")
_INSTALLERS = frozenset({"pip", "setuptools", "wheel", "uv", "pipenv", "poetry"})
_LACKING = (
    re.compile(r"No time zone found with key (?P<what>[\w/+-]+)"),
    re.compile(
        r"(?:No module named |can't execute |exec: (?!line \d)|Error loading shared library )"
        r"['\"]?(?P<what>[\w./+-]+)"
    ),
    re.compile(r"(?:\bsh|line \d+): (?:\d+: )?(?P<what>[\w./+-]+): (?:command )?not found\b"),
    re.compile(r"Error relocating [^:\n]+: (?P<what>\w+): symbol not found"),
)
"""How Python, programs that start others, shells and musl's loader tell that something is not there."""
_KEYWORDS = {"env": "ENV", "cmd": "CMD", "entrypoint": "ENTRYPOINT", "user": "USER", "workdir": "WORKDIR",
             "ports": "EXPOSE", "volumes": "VOLUME", "labels": "LABEL", "healthcheck": "HEALTHCHECK",
             "stopsignal": "STOPSIGNAL", "shell": "SHELL", "onbuild": "ONBUILD"}  # fmt: skip


def checks(
    before: Built,
    after: Built,
    outcomes: Iterable[Outcome],
    pinned: frozenset[str] = frozenset(),
    conditional: frozenset[str] = frozenset(),
) -> tuple[Check, ...]:
    """Compare two images that were built.

    `pinned` are the projects whose version the file fixes, `conditional` those that it asks for on one
    image's Python alone.
    """
    said = Announced(tuple(outcomes), pinned, conditional)
    was, now = before.image.configuration, after.image.configuration
    found = [_check(part, _values(part, was.get(part), now.get(part), said)) for part in PARTS]
    found += _inside(before.contents, after.contents, said)
    if before.started and after.started:
        found.append(_started(before.started, after.started))
    return tuple(found)


@dataclass(frozen=True)
class Announced:
    """What the findings of a file say will differ."""

    outcomes: tuple[Outcome, ...]
    pinned: frozenset[str] = frozenset()
    conditional: frozenset[str] = frozenset()

    def naming(self, *words: str) -> tuple[str, ...]:
        """Give the rules of the findings that were acted on, or only made, and name all of `words`."""
        told = (o for o in self.outcomes if o.status in (Status.APPLIED, Status.NOTED, Status.REFUSED))
        return _rules(o for o in told if all(_names(message(o), word) for word in words))

    def altering(self, keyword: str, name: str = "") -> tuple[str, ...]:
        """Give the rules of changes that say of themselves that they alter this part of the configuration."""
        keys = {f"{keyword} {name}".strip()} | (set() if name else {keyword})
        return _rules(o for o in self._applied() if keys & set(o.finding.rule.alters))

    def ignoring(self, path: str) -> tuple[str, ...]:
        """Give the rules that keep a file, or a folder that it is in, out of the build context."""
        kept = [o for o in self._applied() if o.transform == "dockerignore"]
        return _rules(o for o in kept if any(_names(message(o), part) for part in path.split("/")))

    def moved(self) -> tuple[str, ...]:
        """Give the rules that changed the base image."""
        return _rules(o for o in self._applied() if o.transform == "rebase-alpine")

    def installer(self) -> tuple[str, ...]:
        """Give the rules that changed what installs."""
        return _rules(o for o in self._applied() if o.transform in ("pip-to-uv", "collapse-stages"))

    def _applied(self) -> Iterator[Outcome]:
        return (o for o in self.outcomes if o.status is Status.APPLIED and isinstance(o.finding, Change))


def _rules(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    return tuple(sorted({each.finding.rule.id for each in outcomes}))


def _names(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", text, re.I) is not None


def _check(name: str, differences: Iterable[Difference]) -> Check:
    found = tuple(differences)
    if not found:
        return Check(name, Verdict.SAME)
    announced = all(each.rules for each in found)
    return Check(name, Verdict.ANNOUNCED if announced else Verdict.UNANNOUNCED, found)


def _values(part: str, was: object, now: object, said: Announced) -> Iterator[Difference]:
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for key, text in _pairs(was, now):
            both = said.altering(_KEYWORDS[part]) if key in was and key in now else ()
            yield Difference(text, _rules_of(part, key, said) or both)
        return
    keyword = _KEYWORDS[part]
    yield Difference(f"{_shown(was)} → {_shown(now)}", said.altering(keyword) or said.naming(keyword))


def _rules_of(part: str, key: str, said: Announced) -> tuple[str, ...]:
    keyword = _KEYWORDS[part]
    if part == "healthcheck":
        return said.altering(keyword) or said.naming(keyword)
    rules = said.altering(keyword, key) or said.naming(key)
    if not rules and part == "env" and _BASE_ENV.fullmatch(key):
        rules = said.moved()
    if not rules and part == "env" and _INSTALLER_ENV.fullmatch(key):
        rules = said.installer() or said.moved()
    return rules


def _pairs(was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key in sorted(was.keys() | now.keys()):
        if was.get(key) != now.get(key):
            yield key, f"{key}: {_shown(was.get(key))} → {_shown(now.get(key))}"


def _shown(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _inside(was: Contents, now: Contents, said: Announced) -> Iterator[Check]:
    problem = was.problem or now.problem
    if problem:
        for name in ("python", "distributions", "console scripts", "files"):
            yield Check(name, Verdict.UNKNOWN, (Difference(problem),))
        return
    yield _check("python", _python(was, now, said))
    found = dict(_distributions(was, now, said))
    yield _check("distributions", found.values())
    yield _check("console scripts", _scripts(was, now, said, found))
    yield _files(was, now, said)


def _python(was: Contents, now: Contents, said: Announced) -> Iterator[Difference]:
    if was.python != now.python:
        yield Difference(f"{was.python} → {now.python}", said.naming(now.python) or said.moved())


def _distributions(was: Contents, now: Contents, said: Announced) -> Iterator[tuple[str, Difference]]:
    """Give what is installed in one image alone, or in another version, by its name.

    A newer Python has its own newest versions, another installer its own choice of those that fit; the
    installers are not what the image is for. Neither leaves out a project that nothing else brought.
    """
    raised = _with_another_python(was, now, said.conditional) if was.python != now.python else frozenset()
    chosen = _chosen(was, now, said.pinned) if said.installer() else frozenset()
    for name, text in _pairs(was.distributions, now.distributions):
        own = (said.installer() or said.moved()) if name in _INSTALLERS else ()
        choice = said.moved() if name in raised else said.installer() if name in chosen else ()
        yield name, Difference(text, said.naming(name) or own or choice)


def _with_another_python(was: Contents, now: Contents, conditional: frozenset[str]) -> frozenset[str]:
    """Give the projects that another Python has in another version, or that only one of the two needs."""
    found = conditional | (was.distributions.keys() & now.distributions.keys())
    return found | _needed_alone(was, now, found)


def _chosen(was: Contents, now: Contents, pinned: frozenset[str]) -> frozenset[str]:
    """Give the projects in another version that nothing fixes, and what only these require, in turn."""
    both = was.distributions.keys() & now.distributions.keys()
    found = frozenset(name for name in both - pinned if was.distributions[name] != now.distributions[name])
    return found | _needed_alone(was, now, found)


def _needed_alone(was: Contents, now: Contents, by: frozenset[str]) -> frozenset[str]:
    """Give the projects of one image alone that those of `by` require, in turn."""
    alone = was.distributions.keys() ^ now.distributions.keys()
    found: set[str] = set()
    waiting = list(by)
    while waiting:
        name = waiting.pop()
        news = ({*was.requires.get(name, ()), *now.requires.get(name, ())} & alone) - found
        found |= news
        waiting += news
    return frozenset(found)


def _scripts(
    was: Contents, now: Contents, said: Announced, distributions: Mapping[str, Difference]
) -> Iterator[Difference]:
    """Give the programs that one image alone finds; what is said of the project that has one holds for it.

    So does what is said of Python where its version stands in the name: ``coverage-3.12``.
    """
    for name in sorted(was.scripts ^ now.scripts):
        plain = re.sub(r"[\d.]+$", "", name)
        own = (said.installer() or said.moved()) if plain in (*_INSTALLERS, "uvx") else ()
        side, other, what = (was, now, "gone") if name in was.scripts else (now, was, "new")
        owner = side.owners.get(name, "")
        project = distributions.get(owner)
        found = side is now and owner in was.distributions  # it was there, and not on PATH
        follows = project.rules if project else said.installer() if found else ()
        versioned = side.python in name and name.replace(side.python, other.python) in other.scripts
        python = said.moved() if versioned and side.python != other.python else ()
        yield Difference(f"{name}: {what}", said.naming(name) or own or python or follows)


def _files(was: Contents, now: Contents, said: Announced) -> Check:
    if was.folder == "/" or now.folder == "/":
        return Check("files", Verdict.UNKNOWN, (Difference("the image has no folder of its own (WORKDIR)"),))
    found = [Difference(text, _owners(text, said)) for _, text in _pairs(was.files, now.files)]
    return _check("files", found)


def _owners(text: str, said: Announced) -> tuple[str, ...]:
    """Give the rules that name the file, keep its folder out, or are of the account whose files they are."""
    path, _, change = text.partition(": ")
    gone = said.ignoring(path) if change.endswith("→ –") else ()
    return gone or said.naming(path) or said.altering("USER")


def _started(before: Started, after: Started) -> Check:
    """Compare how both run; an original that does not run here tells only what the other lacks."""
    if after.hindered:
        return Check("start", Verdict.UNKNOWN, (Difference(after.told),))
    if not before.well:
        lacks = _lacks(before, after)
        told = f"{before.told} → {after.told}: {lacks}" if lacks else f"the original {before.told}"
        return Check("start", Verdict.UNANNOUNCED if lacks else Verdict.UNKNOWN, (Difference(told),))
    if before.told == after.told:
        return Check("start", Verdict.SAME)
    return Check("start", Verdict.UNANNOUNCED, (Difference(f"{before.told} → {after.told}"),))


def _lacks(before: Started, after: Started) -> str:
    """Give the words in which a container that ended told of the lack of what the original has."""
    if not after.exit_code or before.hindered:
        return ""
    known = _missing(before.log)
    return next((words for what, words in _missing(after.log).items() if what not in known), "")


def _missing(log: str) -> dict[str, str]:
    """Give what a log tells to be missing, each with its words."""
    return {match["what"]: match[0] for pattern in _LACKING for match in pattern.finditer(log)}
