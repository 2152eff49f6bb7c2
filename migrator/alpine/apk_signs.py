"""What keeps an Alpine image on the Python that apk gives it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from migrator import regex as re
from migrator.alpine.alpine_releases import ELSEWHERE, of_one_release, takes_from_elsewhere, unknown_to_newer
from migrator.alpine.apk_commands import ApkAdd, apk_adds, named_package, package_name
from migrator.alpine.apk_leaving import leaving
from migrator.alpine.apk_places import ApkPlaces
from migrator.alpine.apk_python import OWN, SECOND, TABLE, ApkRoot
from migrator.alpine.foreign_files import from_other_alpine
from migrator.alpine.signs import Sign
from migrator.apt.outcome import StuckError
from migrator.build_context import BuildContext
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import STARTERS, Dockerfile, Instruction, Stage, assignments
from migrator.first_few import first_few
from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields
from migrator.records import dataclass
from migrator.service.python_start import is_python
from migrator.service.stage_calls import stage_calls
from migrator.shell import program, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Word
from migrator.versions import numbers

_MODULE = re.compile(r"(?:py3?|python3)-(?P<name>.+)")
_EMBEDS = re.compile(r".*(?:python3?|wsgi|py3)(?:-.*)?")
_OF_THE_IMAGE = ("PYTHON_VERSION", "PYTHON_SHA256", "GPG_KEY", "LANG")
"""Variables that the Python image sets, so that an ARG of the same name has no effect."""
_RUNDEPS = ".python-rundeps"
"""The virtual package by which the image holds the libraries of its Python."""
_WRITE_OUT = "write the packages out"


def apk_signs(
    dockerfile: Dockerfile,
    build: BuildContext,
    knowledge: Knowledge,
    roots: tuple[ApkRoot, ...],
    starts: tuple[Start, ...] = (),
) -> tuple[Sign, ...]:
    """Give what speaks against the official Python image in the place of `roots`, each thing once.

    `starts` are the commands by which compose files start the image.
    """
    look = _Look(dockerfile, build, knowledge, roots)
    places = ApkPlaces(dockerfile, build, knowledge, roots, starts)
    return tuple(dict.fromkeys((*look.signs(), *places.signs())))


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
        yield from self._arguments()
        yield from self._commands()
        yield from self._other_starts()
        yield from self._stuck()
        yield from self._foreign()

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        return tuple(stage for root in self.roots for stage in root.stages)

    @cached_property
    def instructions(self) -> tuple[Instruction, ...]:
        return tuple(one for stage in self.stages for one in stage.instructions)

    def _of(self, keyword: str) -> Iterator[Instruction]:
        return (one for stage in self.stages for one in stage.of(keyword))

    @cached_property
    def adds(self) -> tuple[ApkAdd, ...]:
        return tuple(add for one in self._of("RUN") for add in apk_adds(self.dockerfile, one))

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
        version = numbers(root.python) if root.python else (3, 12)
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
            name = named_package(word)
            if self._second(add, name):
                yield Sign(self._line(word), f"{name} is Python 2", "move the code to Python 3 first")
            elif OWN.fullmatch(name):
                continue
            elif word.value is None:
                yield Sign(self._line(word), f"which packages {word.text} is cannot be told", _WRITE_OUT)
            elif _MODULE.fullmatch(name):
                modules.append(name)
            else:
                yield from self._package(word, name)
        yield from self._modules(add, modules)
        yield from self._ways(add)

    def _ways(self, add: ApkAdd) -> Iterator[Sign]:
        """Give what stands against how packages are added, whichever they are."""
        if add.elsewhere:
            yield Sign(self._line(add.anchor), *ELSEWHERE)
        if "xargs" in unwrap(add.command).wrappers:
            yield Sign(self._line(add.anchor), "which packages xargs hands to apk cannot be told", _WRITE_OUT)
        if add.virtual == _RUNDEPS:
            message = f"{_RUNDEPS} is also the name by which the Python image holds its libraries"
            yield Sign(self._line(add.anchor), message, "give these packages another name")

    def _modules(self, add: ApkAdd, names: list[str]) -> Iterator[Sign]:
        if names:
            some, verb = first_few(names, 4), "is" if len(names) == 1 else "are"
            message = f"{some} {verb} for Alpine's own Python: the Python of the image does not see them"
            yield Sign(self._line(add.packages[0]), message, "install them with pip, from PyPI")

    def _package(self, word: Word, name: str) -> Iterator[Sign]:
        if pinned := of_one_release(word.value or ""):
            yield Sign(self._line(word), *pinned)
        elif self.program(name) is not None:
            for plugin in self._plugins(name):
                message = f"pip installs {plugin} for {name}, which runs with Alpine's own Python"
                yield Sign(self._line(word), message, f"install {name} with pip as well")
        elif self.knowledge.apk_exists(f"{name}-pyc") or _EMBEDS.fullmatch(name):
            message = (
                f"{name} runs with Alpine's own Python, which does not see what pip installs for the image's"
            )
            yield Sign(self._line(word), message, f"install {name} with pip, or keep this image as it is")
        elif absent := unknown_to_newer(name, self.knowledge):
            yield Sign(self._line(word), *absent)

    def program(self, name: str) -> Fields | None:
        """Give the row of a program that is fine with Alpine's own Python."""
        return self.knowledge.fields(TABLE, f"program {name}")

    def _plugins(self, name: str) -> Iterator[str]:
        row = self.program(name)
        patterns = row.names("extended") if row is not None else ()
        for one in self._of("RUN") if patterns else ():
            for word in self._installed(one):
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
            if takes_from_elsewhere(self.dockerfile.source.slice(one.span)):
                yield Sign(one.line, *ELSEWHERE)

    def _settings(self) -> Iterator[Sign]:
        for one in self._of("ENV"):
            for each in assignments(one):
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

    def _arguments(self) -> Iterator[Sign]:
        """Give the arguments that the image's own variables would hide."""
        for one in self._of("ARG"):
            for each in assignments(one):
                if each.name in _OF_THE_IMAGE and self._is_used(each.name):
                    message = f"ARG {each.name} has no effect in the Python image, which sets the variable"
                    yield Sign(one.line, message, "give the argument another name")

    def _is_used(self, name: str) -> bool:
        """Tell whether something else than the version of a package that leaves names a variable."""
        text = "\n".join(self.dockerfile.source.slice(one.span) for one in self.instructions)
        left = re.sub(rf"(?:{OWN.pattern})[=~<>]+[\"']?\$\{{?{name}\b", "", text)
        return re.search(rf"\$\{{?{name}\b", left) is not None

    def _commands(self) -> Iterator[Sign]:
        """Give the commands that ask for the packages that leave, or need what they brought."""
        for one in self._of("ONBUILD"):
            words = self.dockerfile.source.slice(one.span).split()
            if "apk" in words and any(OWN.fullmatch(package_name(word)) for word in words):
                message = "later builds install Alpine's own Python"
                yield Sign(one.line, message, "take it out of ONBUILD")
        scripts = (script_at(self.dockerfile, one) for one in self._of("RUN"))
        for command in (each for script in scripts for each in script.commands):
            inner = unwrap(command)
            words = [word.value or word.text for word in inner.words]
            line = self.dockerfile.source.line_of(command.span.start)
            if program(inner) == "apk" and not {"add", "del"}.intersection(words):
                for name in (one for one in words if OWN.fullmatch(package_name(one))):
                    message = f"apk is asked about {name}, which the Python image does not have from apk"
                    yield Sign(line, message, "ask Python itself")
            if "--no-build-isolation" in words and not self._brings("setuptools"):
                message = "--no-build-isolation builds with the setuptools that came with Alpine's pip"
                yield Sign(line, message, "install setuptools with pip before")

    def _brings(self, project: str) -> bool:
        words = (word for one in self._of("RUN") for word in self._installed(one))
        return any(re.match(rf"{project}(?![\w-])", word) for word in words)

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
        for one in self._of("RUN"):
            script = script_at(self.dockerfile, one)
            text = self.dockerfile.source.slice(one.span)
            if script.opaque and re.search(r"\b(?:apk|python|pip)", text):
                yield Sign(
                    one.line, f"cannot be read: {script.opaque}", "write the commands into the RUN itself"
                )
        try:
            leaving(self.dockerfile, self.stages)
        except StuckError as error:
            yield Sign(error.line, error.reason, "take it out, or put it into a RUN of its own")

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
