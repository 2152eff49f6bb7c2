"""Installations by apt that could do without recommended packages: the edits, and what is then missing."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from migrator import regex as re
from migrator.apt.commands import AptCall, Kind, apt_calls
from migrator.apt.other_sources import other_source
from migrator.apt.recommended import LeftOut, NotKnownError, Recommended, TooManyError
from migrator.build_context import BuildContext
from migrator.build_context.called_scripts import called_scripts
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.dockerfile.mounts import mounts
from migrator.editing import insert_after_word
from migrator.editing.chain_edits import joint
from migrator.images.debian import debian_image
from migrator.knowledge import Knowledge, apt_word
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.shell import program
from migrator.shell.run_as import is_sure, script_at
from migrator.source import Edit, Word
from migrator.stages.graph import StageGraph, Use

_PROGRAMS = frozenset({"apt-get", "apt"})
_OPTION = "--no-install-recommends"
_SAID = frozenset({_OPTION, "--install-recommends", "--install-suggests"})
_SWITCH = re.compile(r"-[a-zA-Z]+|--yes|--assume-yes|--quiet")
_CONFIGURED = re.compile(r"Install-(?:Recommends|Suggests)", re.IGNORECASE)
_OPTIONS = re.compile(r"--(?:no-)?install-recommends")
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_SYSTEM = re.compile(r"/(?:(?:usr|lib|lib64|bin|sbin|etc|var)(?:/.*)?)?")
_OWN = re.compile(r"/(?:usr/(?:local|src)|var/(?:www|app|task))(?:/.*)?")
_ELSEWHERE = "they are known for the official images on Debian 11 to 13 alone"
_BY_HAND = f"add {_OPTION} where the image works without them"
_TOO_MANY = "more of them may be needed than can be named"
_NAME_THEM = f"name what is needed, and add {_OPTION}"


@dataclass(frozen=True, slots=True)
class Stays:
    """An installation that keeps what is recommended: why, and the way out."""

    line: int
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Bare:
    """An installation that leaves it out: `missing` with why each is of no use, and what is `named` now."""

    line: int
    edits: tuple[Edit, ...]
    missing: Mapping[str, str]
    named: tuple[str, ...]


@dataclass(frozen=True)
class BareInstalls:
    """The installations of one stage.

    `named` gives by the offset of a call what it names from now on: of the stages before, and then of this
    one, so that a second run has nothing to find.
    """

    dockerfile: Dockerfile
    stage: Stage
    knowledge: Knowledge
    build: BuildContext
    named: dict[int, tuple[str, ...]]

    def all(self) -> Iterator[Bare | Stays]:
        """Give each installation of the stage that says nothing of recommended packages."""
        if _CONFIGURED.search(_OPTIONS.sub("", self.dockerfile.source.text)):
            return  # somebody has thought of them
        calls = [each for each in self._calls(self.stage) if not _says_it(each[1])]
        recommended = self._recommended
        if calls and recommended is None:
            yield Stays(self._line(calls[0][1]), _ELSEWHERE, _BY_HAND)
        elif recommended is not None:
            for one, call in calls:
                found = self._one(one, call, recommended)
                self.named[call.command.span.start] = found.named if isinstance(found, Bare) else ()
                yield found

    def _one(self, one: Instruction, call: AptCall, recommended: Recommended) -> Bare | Stays:
        reason = _unreadable(call) or self._other_source(call)
        if reason:
            return Stays(self._line(call), reason, _BY_HAND)
        try:
            left = recommended.left_out(_names(call), self._before(call))
        except NotKnownError as error:
            return Stays(self._line(call), f"what {error} recommends is not known for this image", _BY_HAND)
        except TooManyError as error:
            these = str(error) and f"of them these may be needed, {error}"
            return Stays(self._line(call), these or _TOO_MANY, _NAME_THEM)
        return self._guarded(one, call, left)

    def _guarded(self, one: Instruction, call: AptCall, left: LeftOut) -> Bare | Stays:
        line, names = self._line(call), ", ".join(left.needed)
        if left.dispensable and (use := self._copied_from) is not None:
            return Stays(
                line, f"{named_line(use.instruction.line)} takes files of the system out of it", _BY_HAND
            )
        if left.needed and self._removes(call):
            return Stays(line, f"{names}, once named, would stay when packages are removed", _NAME_THEM)
        return Bare(line, self._edits(one, call, left.needed), left.dispensable, left.needed)

    @cached_property
    def _recommended(self) -> Recommended | None:
        image = debian_image(self.dockerfile, self.stage, self.knowledge)
        return None if image is None else Recommended(self.knowledge, image, self._text)

    @cached_property
    def _text(self) -> str:
        """The file and the scripts that it runs, without comments, in lower case."""
        texts = [self.dockerfile.source.text]
        for one in self.dockerfile.of("RUN", "ENTRYPOINT", "CMD"):
            texts += [script.text for script in called_scripts(self.dockerfile, self.build, one)]
        return _COMMENT.sub("", "\n".join(texts)).lower()

    def _other_source(self, call: AptCall) -> str:
        """Give what may give apt other packages before a call; empty for nothing."""
        first = self._first_other_source
        return first[1] if first is not None and first[0] < call.command.span.start else ""

    @cached_property
    def _first_other_source(self) -> tuple[int, str] | None:
        return other_source(self.dockerfile, self.stage)

    def _calls(self, stage: Stage) -> Iterator[tuple[Instruction, AptCall]]:
        for one in stage.of("RUN"):
            for call in apt_calls(script_at(self.dockerfile, one)):
                if call.kind is Kind.INSTALL and program(call.inner) in _PROGRAMS and not call.command.exec:
                    yield one, call

    def _before(self, call: AptCall) -> tuple[str, ...]:
        """Give what was surely installed before, by name; nothing where packages are removed."""
        if self._removals:
            return ()
        start = call.command.span.start
        earlier = (each for each in self._sure_calls if each.command.span.start < start)
        names = (name for each in earlier for name in (*_names(each), *self._named_at(each)))
        return tuple(dict.fromkeys(names))

    @cached_property
    def _sure_calls(self) -> tuple[AptCall, ...]:
        """The calls of the stage and of those below it that surely install what they name."""
        stages = self.dockerfile.lineage(self.stage)
        calls = (found for stage in stages for found in self._calls(stage))
        sure = (call for one, call in calls if self._is_sure(one, call))
        return tuple(call for call in sure if not _unreadable(call))

    def _is_sure(self, one: Instruction, call: AptCall) -> bool:
        return is_sure(self.dockerfile, one, script_at(self.dockerfile, one), call.command)

    def _named_at(self, call: AptCall) -> tuple[str, ...]:
        return self.named.get(call.command.span.start, ())

    @cached_property
    def _removals(self) -> tuple[AptCall, ...]:
        """What removes packages in the stage, in those below it and in those built on it."""
        return tuple(self._all_removals())

    def _all_removals(self) -> Iterator[AptCall]:
        for stage in self.dockerfile.stages:
            related = stage in self.dockerfile.lineage(self.stage) or self.stage in self.dockerfile.lineage(
                stage
            )
            for one in stage.of("RUN") if related else ():
                for call in apt_calls(script_at(self.dockerfile, one)):
                    if call.kind is Kind.REMOVE or program(call.inner) == "apt-mark":
                        yield call

    def _removes(self, call: AptCall) -> bool:
        """Tell whether one of the packages of a call may leave again, and take along what came with it."""
        own = set(_names(call))
        for each in self._removals:
            if each.kind is not Kind.REMOVE or any(word.value is None for word in each.packages):
                return True
            if own.intersection(word.value or "" for word in each.packages):
                return True
        return False

    @cached_property
    def _copied_from(self) -> Use | None:
        """What takes files of the system out of the stage, or of one built on it."""
        graph = StageGraph(self.dockerfile)
        stages = [each for each in self.dockerfile.stages if self.stage in self.dockerfile.lineage(each)]
        uses = (use for stage in stages for use in graph.uses(stage) if use.instruction is not use.user.from_)
        return next((use for use in uses if any(map(_is_system, _taken(use.instruction)))), None)

    # edits

    def _edits(self, one: Instruction, call: AptCall, named: tuple[str, ...]) -> tuple[Edit, ...]:
        last = call.packages[-1]
        between = joint(self.dockerfile, one, last, len(call.packages))
        place = self._place(call)
        if self._has_comment_behind(last):
            return (insert_after_word(place, " ".join((_OPTION, *named))),)
        more = tuple(Edit.at(last.span.end, between + name) for name in named)
        return (insert_after_word(place, _OPTION), *more)

    def _place(self, call: AptCall) -> Word:
        """Give the word that the option goes behind: ``install`` with its ``-y``, as the file has it."""
        words = call.inner.words
        place = call.verb or words[0]
        for word in words[words.index(place) + 1 :] if not self._is_first_elsewhere else ():
            if not _SWITCH.fullmatch(word.value or "") or word.value in ("-t", "-o", "-c", "-a"):
                break
            place = word
        return place

    @cached_property
    def _is_first_elsewhere(self) -> bool:
        """Tell whether the file's other installations have the option before ``-y``."""
        orders: Counter[bool] = Counter()
        for stage in self.dockerfile.stages:
            for _, call in self._calls(stage):
                texts = [word.value or "" for word in call.inner.words]
                if call.verb is not None and _OPTION in texts and "-y" in texts[texts.index("install") :]:
                    orders[texts.index(_OPTION) < texts.index("-y", texts.index("install"))] += 1
        return orders[True] > orders[False]

    def _has_comment_behind(self, word: Word) -> bool:
        line = self.dockerfile.source.line_span(word.span.end)
        return "`#" in self.dockerfile.source.text[word.span.end : line.end]

    def _line(self, call: AptCall) -> int:
        return self.dockerfile.source.line_of(call.command.span.start)


def _says_it(call: AptCall) -> bool:
    texts = [word.value or word.text for word in call.options]
    return any(text in _SAID or _CONFIGURED.search(text) for text in texts)


def _unreadable(call: AptCall) -> str:
    """Give why the packages of a call are not all known by name; empty where they are."""
    if call.release:
        return f"packages come from {call.release}"
    for word in call.packages:
        name = apt_word(word.value) if word.value is not None else None
        if name is None or name.release or name.architecture:
            return f"{word.text} does not name a package of this release"
    return ""


def _names(call: AptCall) -> tuple[str, ...]:
    found = (apt_word(word.value or "") for word in call.packages)
    return tuple(each.name for each in found if each is not None)


def _taken(one: Instruction) -> Iterator[str]:
    """Give the paths that an instruction takes out of another stage."""
    if one.keyword in ("COPY", "ADD"):
        yield from (word.value or "/" for word in copy_parts(one).sources)
        return
    yield from (parts.get("source") or "/" for parts in mounts(one) if "from" in parts)


def _is_system(path: str) -> bool:
    plain = posixpath.normpath("/" + path.lstrip("/"))
    return bool(_SYSTEM.fullmatch(plain)) and not _OWN.fullmatch(plain)
