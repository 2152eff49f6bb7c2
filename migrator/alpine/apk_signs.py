"""What keeps an Alpine image on the Python that apk gives it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import cached_property

from migrator import regex as re
from migrator.alpine.apk_commands import ApkAdd, apk_adds, package_name
from migrator.alpine.apk_leaving import leaving
from migrator.alpine.apk_python import OWN, SECOND, TABLE, ApkRoot
from migrator.alpine.foreign_files import from_other_alpine
from migrator.alpine.glibc_signs import Sign
from migrator.alpine.python_evidence import is_aside
from migrator.apt.outcome import StuckError
from migrator.build_context import BuildContext
from migrator.busybox.debian_commands import held
from migrator.dockerfile import Dockerfile, Instruction, Stage, assignments, copy_parts
from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields
from migrator.records import dataclass
from migrator.requirements.model import Requirement
from migrator.requirements.required import Required
from migrator.service.python_start import is_python
from migrator.service.stage_calls import STARTERS, stage_calls
from migrator.shell import unwrap
from migrator.shell.run_as import script_at
from migrator.source import Word

_MODULE = re.compile(r"(?:py3?|python3)-(?P<name>.+)")
_EMBEDS = re.compile(r".*(?:python3?|wsgi|py3)(?:-.*)?")
_PINNED = re.compile(r"[^=<>~@]+(?P<how>[=<~].*)")
_REPOSITORIES = re.compile(r"/etc/apk(?![\w-])")
_MIRROR = re.compile(r"\bsed\b(?![^\n]*(?:edge|testing|latest-stable|v3\.))[^\n]*/etc/apk/repositories\b")
_PROGRAM = re.compile(r"(?<![\w./-])/usr/bin/(?P<name>[\w.+-]+)")
_WRITTEN = r"(?:COPY|ADD|-o|-O|>|ln|mv|cp|install|chmod|tee)[^\n]*"
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


def apk_signs(
    dockerfile: Dockerfile, build: BuildContext, knowledge: Knowledge, roots: tuple[ApkRoot, ...]
) -> tuple[Sign, ...]:
    """Give what speaks against the official Python image in the place of `roots`, each thing once."""
    look = _Look(dockerfile, build, knowledge, roots)
    return tuple(dict.fromkeys(look.signs()))


@dataclass(frozen=True)
class _Look:
    dockerfile: Dockerfile
    build: BuildContext
    knowledge: Knowledge
    roots: tuple[ApkRoot, ...]

    def signs(self) -> Iterator[Sign]:
        for root in self.roots:
            yield from self._release(root)
        for add in self.adds:
            yield from self._packages(add)
        yield from self._repositories()
        yield from self._settings()
        yield from self._other_starts()
        yield from self._stuck()
        yield from self._paths()
        yield from self._files()
        yield from self._foreign()

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        return tuple(stage for root in self.roots for stage in root.stages)

    @cached_property
    def instructions(self) -> tuple[Instruction, ...]:
        return tuple(one for stage in self.stages for one in stage.instructions)

    @cached_property
    def adds(self) -> tuple[ApkAdd, ...]:
        return tuple(
            add for one in self.instructions if one.keyword == "RUN" for add in apk_adds(self.dockerfile, one)
        )

    @cached_property
    def packages(self) -> frozenset[str]:
        return held({name for add in self.adds for name in add.names})

    def _line(self, word: Word) -> int:
        return self.dockerfile.source.line_of(word.span.start)

    # the image

    def _release(self, root: ApkRoot) -> Iterator[Sign]:
        line, text = root.base.stage.from_.line, root.base.text
        if root.base.arguments:
            names = ", ".join(sorted(root.base.arguments))
            yield Sign(
                line, f"{text} comes from {names}, which a build may set to another Alpine", "write it out"
            )
        elif not root.python:
            setting = f'[tool.dfmigrate.images] "{text}" = "python:3.12-alpine"'
            hint = f"name the release (alpine:3.23), or say what stands for it: {setting}"
            yield Sign(line, f"which Python {text} has, or what stands for it, cannot be told", hint)
        version = tuple(map(int, root.python.split("."))) if root.python else (3, 12)
        if version < (3, 6):
            yield Sign(line, f"{text} has Python {root.python}", "move the code to a newer Python first")

    def _second(self, add: ApkAdd, name: str) -> bool:
        """Tell whether a package is of Python 2; ``py-pip`` was, as long as there was one."""
        stage = self.dockerfile.stage_of(add.instruction)
        old = any(_has_second(root) for root in self.roots if stage in root.stages)
        return SECOND.fullmatch(name) is not None or (old and name.startswith("py-"))

    # packages

    def _packages(self, add: ApkAdd) -> Iterator[Sign]:
        modules: list[str] = []
        for word in add.packages:
            text = word.value if word.value is not None else word.text.strip("\"'")
            name = package_name(text)
            if self._second(add, name):
                yield Sign(self._line(word), f"{name} is Python 2", "move the code to Python 3 first")
            elif OWN.fullmatch(name):
                continue
            elif word.value is None:
                yield Sign(
                    self._line(word),
                    f"which packages {word.text} is cannot be told",
                    "write the packages out",
                )
            elif _MODULE.fullmatch(name):
                modules.append(name)
            else:
                yield from self._package(word, name)
        yield from self._modules(add, modules)
        if add.elsewhere:
            yield Sign(self._line(add.anchor), *_ELSEWHERE)

    def _modules(self, add: ApkAdd, names: list[str]) -> Iterator[Sign]:
        if names:
            some = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
            verb = "is" if len(names) == 1 else "are"
            message = f"{some} {verb} for Alpine's own Python: the Python of the image does not see them"
            yield Sign(self._line(add.packages[0]), message, "install them with pip, from PyPI")

    def _package(self, word: Word, name: str) -> Iterator[Sign]:
        pinned = _PINNED.fullmatch(word.value or "")
        if "@" in (word.value or ""):
            yield Sign(self._line(word), *_ELSEWHERE)
        elif pinned:
            message = f"{word.value}: the version is that of the release of Alpine that the file names"
            yield Sign(self._line(word), message, "leave the version out, or keep this image as it is")
        elif self.program(name) is not None:
            for plugin in self._plugins(name):
                message = f"pip installs {plugin} for {name}, which runs with Alpine's own Python"
                yield Sign(self._line(word), message, f"install {name} with pip as well")
        elif self.knowledge.apk_exists(f"{name}-pyc") or _EMBEDS.fullmatch(name):
            message = (
                f"{name} runs with Alpine's own Python, which does not see what pip installs for the image's"
            )
            yield Sign(self._line(word), message, f"install {name} with pip, or keep this image as it is")
        elif not self.knowledge.apk_exists(name) and not name.startswith(("/", ".")):
            message = f"{name} is not known among the packages of the newer Alpine below the Python image"
            yield Sign(self._line(word), message, "name the package that takes its place there")

    def program(self, name: str) -> Fields | None:
        """Give the row of a program that is fine with Alpine's own Python."""
        row = self.knowledge.row(TABLE, f"program {name}")
        return None if row is None else Fields(row, f"{TABLE}: {name}")

    def _plugins(self, name: str) -> Iterator[str]:
        row = self.program(name)
        patterns = row.names("extended") if row is not None else ()
        for one in self.instructions:
            for word in self._installed(one) if one.keyword == "RUN" and patterns else ():
                project = re.split(r"[=<>~!\[;]", word)[0].lower()
                if any(re.fullmatch(pattern, project) for pattern in patterns):
                    yield project

    def _installed(self, instruction: Instruction) -> Iterator[str]:
        for command in script_at(self.dockerfile, instruction).commands:
            words = [word.value or "" for word in unwrap(command).words]
            if "install" in words:
                yield from words

    # what the file sets up

    def _repositories(self) -> Iterator[Sign]:
        for one in self.instructions:
            text = self.dockerfile.source.slice(one.span)
            for match in _REPOSITORIES.finditer(text):
                start = text.rfind("\n", 0, match.start()) + 1
                if not _MIRROR.search(text, start):
                    yield Sign(one.line, *_ELSEWHERE)
                    break

    def _settings(self) -> Iterator[Sign]:
        for one in self.instructions:
            for each in assignments(one) if one.keyword == "ENV" else ():
                value = each.value.text if each.value else ""
                if each.name == "PYTHONHOME":
                    yield Sign(one.line, "PYTHONHOME names the folder of another Python", "leave it out")
                if each.name == "PATH" and not re.search(r"\$\{?PATH\b|/usr/local/bin", value):
                    yield Sign(
                        one.line,
                        "PATH does not lead to /usr/local/bin, where the image's Python is",
                        "add it",
                    )
                if each.name == "PATH" and re.match(r"[\"']?(?:/usr)?/bin[:\"']", value):
                    yield Sign(
                        one.line, "PATH puts Alpine's programs before those of the image", "leave it out"
                    )

    def _other_starts(self) -> Iterator[Sign]:
        """Give the stages on the same base that start something else, and that nothing is copied from."""
        for stage in self.stages:
            users = [one for one in self.dockerfile.stages if stage in self.dockerfile.lineage(one)[1:]]
            if stage is self.dockerfile.final or users:
                continue
            calls = [
                one
                for one in stage_calls(self.dockerfile, self.build, stage).calls
                if one.instruction.keyword in STARTERS[:2] and not one.file
            ]
            if calls and not is_python(self.dockerfile, self.build, unwrap(calls[0].command)):
                message = f"{stage.name or stage.index} stands on the same image and starts something else"
                yield Sign(calls[0].line, message, "give it a base of its own")

    def _stuck(self) -> Iterator[Sign]:
        for one in self.instructions:
            script = script_at(self.dockerfile, one)
            text = self.dockerfile.source.slice(one.span)
            if one.keyword == "RUN" and script.opaque and re.search(r"\b(?:apk|python|pip)", text):
                yield Sign(
                    one.line, f"cannot be read: {script.opaque}", "write the commands into the RUN itself"
                )
        try:
            leaving(self.dockerfile, self.stages)
        except StuckError as error:
            yield Sign(error.line, error.reason, "take it out, or put it into a RUN of its own")

    # paths

    def _paths(self) -> Iterator[Sign]:
        try:
            left = leaving(self.dockerfile, self.stages)
        except StuckError:
            return
        after = self.dockerfile.edited([edit for each in left for edit in each.edits])
        minors = {root.python for root in self.roots if root.python}
        for stage in after.stages:
            if after.lineage(stage)[-1].index not in {root.base.stage.index for root in self.roots}:
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
        if any(len(each) > 2 and (name.startswith(each) or each.startswith(name)) for each in self.packages):
            return True
        return (
            re.search(rf"{_WRITTEN}/usr/bin/(?:{re.escape(name)}\b|[\s\"'])", after.source.text) is not None
        )

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
        for one in self.instructions:
            parts = copy_parts(one) if one.keyword in ("COPY", "ADD") else None
            for word in parts.sources if parts is not None and parts.from_ is None else ():
                source = posixpath.normpath((word.value or word.text).lstrip("/") or ".")
                if self.build.is_folder(source):
                    found: Iterable[str] = self.build.files("**" if source == "." else f"{source}/**")
                else:
                    found = self.build.files(source) if "*" in source else (source,)
                for path in found:
                    if path not in seen and not is_aside(path) and not self.build.ignored(path):
                        seen.add(path)
                        yield one, path

    # other stages

    def _foreign(self) -> Iterator[Sign]:
        moved = frozenset(stage.index for stage in self.stages)
        for each in from_other_alpine(self.dockerfile, moved):
            paths = ", ".join(each.paths)
            message = f"{paths} of {each.origin} may be programs or libraries for another release of Alpine"
            yield Sign(each.instruction.line, message, "build it on the same image, or statically")


def _has_second(root: ApkRoot) -> bool:
    """Tell whether packages without a number are of Python 2 in a release: up to 3.11."""
    match = re.match(r"([0-9]+)\.([0-9]+)", root.base.image().tag or "")
    return match is not None and (int(match[1]), int(match[2])) < (3, 12)


def _place(path: str, match: re.Match[str]) -> str:
    return f"{path}:{match.string.count(chr(10), 0, match.start()) + 1}"


def _first(signs: list[Sign]) -> Sign:
    more = f" (and {len(signs) - 1} more)" if len(signs) > 1 else ""
    return Sign(signs[0].line, f"{signs[0].message}{more}", signs[0].way_out)


def _code(dockerfile: Dockerfile, one: Instruction) -> str:
    """Give the text of an instruction with blanks in the place of its comments."""
    text, start = dockerfile.source.slice(one.span), one.span.start
    for comment in one.comments:
        first, last = comment.start - start, comment.end - start
        text = text[:first] + " " * (last - first) + text[last:]
    return text


_ELSEWHERE = (
    "packages come from repositories of the file's own, which need not fit the Alpine of the Python image",
    "take them from the image's own repositories",
)


def apk_remarks(
    dockerfile: Dockerfile, original: Dockerfile, knowledge: Knowledge, stages: Iterable[Stage]
) -> Iterator[Sign]:
    """Give what a reviewer should know of packages that stay when the Python image takes Alpine's place."""
    found = [(stage, name) for stage in stages for name in _kept(dockerfile, stage)]
    if found:
        was = " and ".join(dict.fromkeys(_plain_alpine(original)))
        message = f"apk's packages are those of the Alpine below the Python image now, no longer of {was}"
        yield Sign(found[0][0].from_.line, message, "see that the service works with their versions")
    for stage, name in found:
        if knowledge.row(TABLE, f"program {name}") is not None:
            message = f"{name} brings Alpine's own Python along, beside that of the image, and runs with it"
            yield Sign(stage.from_.line, message, "install it with pip to be rid of the second Python")


def _kept(dockerfile: Dockerfile, stage: Stage) -> tuple[str, ...]:
    adds = (add for one in stage.of("RUN") for add in apk_adds(dockerfile, one))
    return tuple(sorted({name for add in adds for name in add.names if not OWN.fullmatch(name)}))


def _plain_alpine(original: Dockerfile) -> Iterator[str]:
    images = (original.base_image(stage) for stage in original.stages)
    return (f"alpine:{image.tag}" for image in images if image is not None and image.name == "alpine")


def found_by_library(required: Required, knowledge: Knowledge) -> Iterator[Requirement]:
    """Give the requirements that look for their library with ``ctypes.util.find_library``."""
    for one in required.requirements:
        row = knowledge.native(one.name, one.extras) if one.name else None
        if row is not None and row.find_library:
            yield one
