"""From what the index has to requirements with exact versions, the indirect ones and all their files."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path

from migrator import regex as re
from migrator.records import dataclass
from migrator.requirements.lockfiles import read_lock
from migrator.requirements.model import Collector, Option, Requirement, specifiers
from migrator.requirements.required import Required, Unreadable
from migrator.resolution.uv import GLIBC, MUSL, Answer, Question, ask

KEPT_FOR = 24 * 60 * 60
"""Seconds for which an answer is used again: an index gets new versions all the time."""
_PASSED_ON = {
    "--index-url": "--index-url",
    "--default-index": "--index-url",
    "--extra-index-url": "--extra-index-url",
    "--index": "--extra-index-url",
    "--find-links": "--find-links",
    "--no-index": "--no-index",
    "--no-binary": "--no-binary",
}
_VARIABLE = re.compile(r"\$\{?[A-Za-z_]")
_Lock = dict[str, tuple[str, tuple[str, ...]]]
"""Version and file names by project."""


@dataclass(frozen=True)
class Resolver:
    """Asks `uv` what an index has; answers are kept in the folder `cache` for a day.

    Nothing is remembered of a failure but for the rest of the run, which it spares the waiting.
    """

    uv: str
    cache: Path | None = None
    _answers: dict[Question, Answer] = field(default_factory=dict, compare=False, repr=False)
    _down: list[str] = field(default_factory=list, compare=False, repr=False)

    def resolved(self, required: Required, python: str, place: tuple[str, int], strategy: str) -> Required:
        """Give what is installed in all, with versions and files; `place` is where the RUN stands.

        What comes from a lock file, a path or a URL stays as it is. Where there is no answer, all
        stays, and `unasked` says why.
        """
        asked = tuple(each for each in required.requirements if _askable(each))
        if not asked:
            return required
        try:
            question = _question(asked, required, python, strategy)
        except ValueError as error:
            return replace(required, unasked=(Unreadable(place[1], "the index", str(error)),))
        answers = {platform: self._answer(question, platform) for platform in (GLIBC, *MUSL.values())}
        failure = next((each.failure for each in answers.values() if each.failure), "")
        if failure:
            return replace(required, unasked=(Unreadable(place[1], "the index", failure),))
        return _completed(required, asked, answers, place)

    def _answer(self, question: Question, platform: str) -> Answer:
        wanted = replace(question, platform=platform)
        if wanted not in self._answers:
            self._answers[wanted] = self._kept(wanted) or self._asked(wanted)
        return self._answers[wanted]

    def _asked(self, question: Question) -> Answer:
        if self._down:
            return Answer(failure=self._down[0])
        answer = ask(self.uv, question)
        if not answer.failure:
            self._keep(question, answer)
        elif _is_of_the_network(answer.failure):
            self._down.append(answer.failure)
        return answer

    # the folder

    def _file(self, question: Question) -> Path | None:
        if self.cache is None:
            return None
        digest = hashlib.sha256(repr(question).encode()).hexdigest()
        return self.cache / f"{digest}.json"

    def _kept(self, question: Question) -> Answer | None:
        path = self._file(question)
        try:
            if path is None or time.time() - path.stat().st_mtime > KEPT_FOR:
                return None
            found = json.loads(path.read_text("utf-8"))
            return Answer(found["lock"], tuple(found["lacking"]), tuple(found["undecided"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep(self, question: Question, answer: Answer) -> None:
        path = self._file(question)
        if path is None:
            return
        text = json.dumps({"lock": answer.lock, "lacking": answer.lacking, "undecided": answer.undecided})
        with suppress(OSError):  # an answer that is not kept is asked for again
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".new")
            unfinished.write_text(text, "utf-8")
            unfinished.replace(path)


def _is_of_the_network(failure: str) -> bool:
    return bool(re.search(r"(?i)cannot be run|no answer within|sending request|connect|network|dns", failure))


def _askable(each: Requirement) -> bool:
    return bool(each.name) and not (each.files or each.url or each.path)


def _question(asked: tuple[Requirement, ...], required: Required, python: str, strategy: str) -> Question:
    """Give the lines to ask with. Raises ValueError where a variable decides which index it is."""
    options = tuple(dict.fromkeys(_options(required.options)))
    lines = tuple(dict.fromkeys(each.named for each in asked))
    constraints = tuple(dict.fromkeys(replace(each, extras=()).named for each in required.constraints))
    pinned = all(each.pinned and each.hashes for each in asked)
    return Question((*options, *lines), constraints, python, "", strategy, pinned)


def _options(options: tuple[Option, ...]) -> Iterator[str]:
    for option in options:
        name = _PASSED_ON.get(option.name)
        if name and _VARIABLE.search(option.value):
            raise ValueError(f"a variable decides which one {option.name} names")
        if name:
            yield f"{name} {option.value}".rstrip()


# putting the answers together


def _completed(
    required: Required,
    asked: tuple[Requirement, ...],
    answers: Mapping[str, Answer],
    place: tuple[str, int],
) -> Required:
    """Give `required` with the versions that glibc gets today, and the files that both libcs have of them."""
    locks = {platform: _packages(answer.lock) for platform, answer in answers.items()}
    today, lacking = locks[GLIBC], answers[GLIBC].lacking
    files = _files_by_name(locks, answers)
    direct = {each.name: each for each in asked}
    done = [
        _with_files(each, today, files) if each in asked else each
        for each in required.requirements
        if not (each in asked and each.name in lacking)
    ]
    indirect = (Requirement(name, specifiers(), *place) for name in today if name not in direct)
    done += [_with_files(each, today, files) for each in indirect]
    nowhere = tuple(direct.get(name) or Requirement(name, specifiers(), *place) for name in lacking)
    return replace(required, requirements=tuple(done), nowhere=nowhere)


def _files_by_name(locks: Mapping[str, _Lock], answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    """Give the files of what glibc gets today, by name, those for musl with them.

    What only something needs that musl cannot have was not looked at there, and is left out.
    """
    return {
        name: tuple(dict.fromkeys(file for lock in locks.values() for file in _files_of(lock, name, version)))
        for name, (version, _) in locks[GLIBC].items()
        if all(name in lock or name in answers[platform].lacking for platform, lock in locks.items())
    }


def _packages(lock: str) -> _Lock:
    into = Collector()
    if lock.strip():
        read_lock(lock, "pylock.toml", into)
    return {each.name: (each.pinned or "", each.files) for each in into.requirements}


def _files_of(lock: _Lock, name: str, version: str) -> tuple[str, ...]:
    found, files = lock.get(name, ("", ()))
    return files if found == version else ()


def _with_files(each: Requirement, today: _Lock, files: Mapping[str, tuple[str, ...]]) -> Requirement:
    if each.name not in today:
        return each
    exact = specifiers(f"=={today[each.name][0]}")
    return replace(each, specifier=exact, files=files.get(each.name, ()), told_by="the index")
