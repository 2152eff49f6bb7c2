"""Places of Alpine's own Python that a file, its build context or what starts it name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from migrator import regex as re
from migrator.alpine.apk_commands import apk_adds
from migrator.alpine.apk_leaving import leaving
from migrator.alpine.apk_python import ApkRoot
from migrator.alpine.signs import Sign
from migrator.alpine.source_evidence import is_aside
from migrator.apt.outcome import StuckError
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path, files_brought
from migrator.busybox.debian_commands import held
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import Dockerfile, Instruction
from migrator.first_few import and_more
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.service.start_commands import started
from migrator.source import line_at

_PROGRAM = re.compile(r"(?<![\w./-])/usr/bin/(?P<name>[\w.+-]+)")
_WRITTEN = (
    r"\b(?:COPY|ADD|ln|mv|cp|install)\b[^\n;&|]*(?:[\s\"']/usr/bin/{0}|[/\s\"']{0}[\"',\s]+/usr/bin/?)"
    r"[\"']?\s*\]?\s*(?:\\|[;&|]|$)"
    r"|(?:-o|-O|--output|>|\btee)[ =]*[\"']?/usr/bin/{0}(?![\w.-])"
)
"""What a program is written by that the file names as the destination."""
_LEFT = re.compile(r"(?<![\w./-])/usr/(?:lib|include)/python(?:[0-9.*]|\$)\S*|--prefix[= ]/usr(?![\w/])")
_MINOR = re.compile(r"(?<![\w.-])(?:/\S*/)?(?:python|pip)(?P<minor>3\.[0-9]+)(?![0-9])")
_SYSTEM = re.compile(r"(?<![\w./-])/usr/(?:bin/(?:python|pip)[0-9.]*(?![\w-])|lib/python[0-9.]*)")
_FINDS = re.compile(r"\bfind_library\s*\(|\bdjango\.contrib\.gis\b")
_READ = re.compile(
    r"(?:.*/)?(?:[^/.]+|[^/]+\.(?:py|sh|bash|ash|ini|conf|cfg|service|toml|ya?ml|cron|crontab|env))"
)
_FOR_OTHERS = re.compile(
    r"(?:.*/)?(?:(?:[\w.-]+\.)?(?:Docker|Container)file[\w.-]*|Makefile|LICEN[CS]E|Jenkinsfile|Vagrantfile"
    r"|(?:docker-)?compose[\w.-]*)|(?:.*/)?\.[^/]+(?:/.*)?"
)
"""Files that tell others how to build or start things, and hidden ones."""
_MAX_BYTES = 256 * 1024
_MAX_FILES = 3_000
_PATCHED = "that only Alpine's own Python is patched for"
_HINT_PATH = "name it by its name alone, or below /usr/local, where the image has Python and pip puts scripts"


@dataclass(frozen=True)
class ApkPlaces:
    """What is looked through: the file, its context, and the commands by which compose files start it."""

    dockerfile: Dockerfile
    build: BuildContext
    knowledge: Knowledge
    roots: tuple[ApkRoot, ...]
    starts: tuple[Start, ...] = ()

    def signs(self) -> Iterator[Sign]:
        """Give the places that the Python image does not have or may not have."""
        yield from self._paths()
        yield from self._files()
        yield from self._started()
        yield from self._unseen()

    @cached_property
    def _instructions(self) -> tuple[Instruction, ...]:
        return tuple(one for root in self.roots for stage in root.stages for one in stage.instructions)

    @cached_property
    def _packages(self) -> frozenset[str]:
        runs = (one for one in self._instructions if one.keyword == "RUN")
        return held({name for one in runs for add in apk_adds(self.dockerfile, one) for name in add.names})

    # the file itself

    def _paths(self) -> Iterator[Sign]:
        try:
            left = leaving(self.dockerfile, [stage for root in self.roots for stage in root.stages])
        except StuckError:
            return
        after = self.dockerfile.edited([edit for each in left for edit in each.edits])
        minors = {root.python for root in self.roots if root.python}
        for stage in after.stages:
            if after.root(stage).index not in {root.base.stage.index for root in self.roots}:
                continue
            for one in stage.instructions:
                yield from self._in_text(after, one, minors)

    def _in_text(self, after: Dockerfile, one: Instruction, minors: set[str]) -> Iterator[Sign]:
        text = _code(after, one)
        for match in _LEFT.finditer(text):
            yield Sign(one.line, f"{match[0]} is a place of Alpine's own Python", _HINT_PATH)
        for match in _MINOR.finditer(text):
            if minors and match["minor"] not in minors:
                has = " and ".join(sorted(minors))
                message = f"{match[0]} is named, and the image has Python {has}"
                yield Sign(one.line, message, "name python3, or build the file: it may be broken")
        for match in _PROGRAM.finditer(text):
            if not self._is_a_programs(after, match["name"]):
                message = f"{match[0]} may be a script of pip, which puts those into /usr/local/bin now"
                yield Sign(one.line, message, _HINT_PATH)
                break

    def _is_a_programs(self, after: Dockerfile, name: str) -> bool:
        """Tell whether a program below /usr/bin is busybox's, that of a package, or the file's own."""
        if name == "env" or self.knowledge.row("applets.toml", name) is not None:
            return True
        if any(len(each) > 2 and (name.startswith(each) or each.startswith(name)) for each in self._packages):
            return True
        written = re.compile(_WRITTEN.format(re.escape(name)), re.MULTILINE)
        return written.search(after.source.text) is not None

    # the build context

    def _files(self) -> Iterator[Sign]:
        """Give the first file that names Alpine's own Python, and the first that counts on its patch."""
        count = 0
        named: list[Sign] = []
        found: list[Sign] = []
        for one, path in self._copied():
            count += 1
            if count > _MAX_FILES:
                yield Sign(
                    one.line, f"more than {_MAX_FILES:,} files are copied, which are not all looked at", ""
                )
                break
            read = _READ.fullmatch(path) and not _FOR_OTHERS.fullmatch(path)
            text = self.build.read(path, _MAX_BYTES) if read else None
            if text is None or "\0" in text:
                continue
            if match := _SYSTEM.search(text):
                message = f"{_place(path, match)} names {match[0]}, which is Alpine's own Python"
                named.append(Sign(one.line, message, "write python3, or #!/usr/bin/env python3"))
            if path.endswith(".py") and (match := _FINDS.search(text)):
                message = f"{_place(path, match)} looks for a library in a way {_PATCHED}"
                found.append(Sign(one.line, message, "name the library's file, or keep this image as it is"))
        yield from (_first(each) for each in (named, found) if each)

    def _copied(self) -> Iterator[tuple[Instruction, str]]:
        seen: set[str] = set()
        for one in self._instructions:
            copies = one.keyword in ("COPY", "ADD")
            for _, path in files_brought(self.dockerfile, self.build, one) if copies else ():
                if path not in seen and not is_aside(path) and not self.build.ignored(path):
                    seen.add(path)
                    yield one, path

    # what starts

    def _started(self) -> Iterator[Sign]:
        """Give what compose files start by the path of Alpine's own Python."""
        for start in self.starts:
            words = (word.value or word.text for one in start.script.commands for word in one.words)
            if any(_SYSTEM.search(word) for word in words):
                message = f"{start.file}:{start.line} names Alpine's own Python"
                yield Sign(self.dockerfile.final.from_.line, message, "name python3 alone there")

    def _unseen(self) -> Iterator[Sign]:
        """Give the script that starts where its first line, which names its Python, cannot be seen."""
        start = started(self.dockerfile, self.build)
        for command in start.commands if start is not None else ():
            path = command.words[0].value or ""
            if not path.endswith(".py"):
                continue
            found = context_path(self.dockerfile, self.build, self.dockerfile.final.end, path)
            if found is None or not self.build.exists(found):
                message = f"{path} is started, and which Python its first line names cannot be seen"
                yield Sign(start.line if start else 1, message, f"start it as python3 {path}")


def _place(path: str, match: re.Match[str]) -> str:
    return f"{path}:{line_at(match.string, match.start())}"


def _first(signs: list[Sign]) -> Sign:
    return Sign(signs[0].line, f"{signs[0].message}{and_more(signs)}", signs[0].way_out)


def _code(dockerfile: Dockerfile, one: Instruction) -> str:
    """Give the text of an instruction with blanks in the place of its comments."""
    text, start = dockerfile.source.slice(one.span), one.span.start
    for comment in one.comments:
        first, last = comment.start - start, comment.end - start
        text = text[:first] + " " * (last - first) + text[last:]
    return text
