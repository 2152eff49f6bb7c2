"""RUNs that change into a folder for the sake of uv alone, which can be told the folder instead.

``uv --directory DIR`` changes into DIR before it does anything else, so relative paths of options, variables
and files mean the same as after ``cd DIR``. It came with uv 0.2.32 and is documented since 0.4.16 (uv's
changelogs). Tried with uv 0.2.32, 0.4.16, 0.5.29, 0.8.18, 0.11.30, 0.12.0 and 0.13.9 (2026-11): ``sync``,
``pip install``, ``pip sync``, ``venv`` and ``cache`` leave the same files both ways, with VIRTUAL_ENV,
UV_PROJECT_ENVIRONMENT, UV_PYTHON, UV_CACHE_DIR, UV_CONSTRAINT and UV_CONFIG_FILE relative as well, and with
``.venv`` and ``.python-version`` in the folder or above it. Two things differ: before 0.12.0 indexes and
``--find-links`` that are relative start from the old folder, and PWD, which only ``cd`` sets, is what build
backends see and what requirement files may name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path, workdir_at
from migrator.build_context.entered_folders import enters_plainly, goes_back
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.pip.uv_versions import has_uv_since
from migrator.records import dataclass
from migrator.requirements.build_inputs import required
from migrator.requirements.install_options import InstallLine
from migrator.requirements.install_runs import InstallRun
from migrator.requirements.installers import in_folder, installer_words, installs_packages
from migrator.shell import Command, Script
from migrator.shell.run_as import script_at, shell_at
from migrator.source import Word

_SINCE = (0, 4, 16)
_UV = re.compile(r"(?:/[\w./-]*/)?uv")
_LOOKS = re.compile(r"PWD\b|`|\$\(|~[+-]")
"""What a shell makes of the folder that it is in."""

_PATTERN = re.compile(r"[*?]")
_ABSOLUTE = re.compile(r"(?:/|~/|\"?\$HOME/|\"?\$\{HOME\}/).*")
_INDEXES = ("-f", "--find-links", "-i", "--index-url", "--extra-index-url", "--index", "--default-index")
_JOINED = re.compile(r"-[fi][^-].*")
_INDEX_VARIABLES = ("UV_FIND_LINKS", "UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL")
_ELSEWHERE = ("UV_WORKING_DIR", "UV_WORKING_DIRECTORY")
_STEERS = re.compile("|".join(rf"\b{name}=" for name in (*_INDEX_VARIABLES, *_ELSEWHERE)))
_SETTINGS = ("uv.toml", "pyproject.toml")
_OF_A_CACHE = re.compile(r"\b(?:cache-dir|required-version)\b")
_PROJECT_FILES = ("pyproject.toml", "uv.toml", "setup.py", "setup.cfg", "hatch_build.py", "build.py")
_VERBS = frozenset({"sync", "venv"})
_INNER_VERBS = frozenset({("pip", "install"), ("pip", "sync"), ("cache", "clean"), ("cache", "prune")})
_LAST_VERBS = _VERBS | {verb for _, verb in _INNER_VERBS}
_PACKAGERS = frozenset({"apk", "apt-get", "apt"})


@dataclass(frozen=True, slots=True)
class ForUv:
    """A ``cd`` that only calls of uv behind it take notice of, its folder as written, and their verbs."""

    entering: Command
    folder: str
    verbs: tuple[Word, ...]


def entered_for_uv(dockerfile: Dockerfile, build: BuildContext, run: Instruction) -> ForUv | None:
    """Give the ``cd`` of a RUN and the calls of uv that can be told its folder; None where one cannot."""
    if run.keyword != "RUN" or run.json is not None or run.heredocs or shell_at(dockerfile, run) is not None:
        return None
    script = script_at(dockerfile, run)
    entering = _only_entry(script)
    if entering is None or goes_back(run) or _STEERS.search(run.value.text):
        return None
    behind = tuple(one for one in script.commands if one.span.start > entering.span.start)
    calls = tuple(one for one in behind if _UV.fullmatch(one.name or ""))
    reader = _Reader(dockerfile, build, run)
    if not any(map(installs_packages, calls)) or not all(map(reader.can_be_told, calls)):
        return None
    if not all(one in calls or _looks_nowhere(one) for one in behind):
        return None
    if not has_uv_since(dockerfile, run, _SINCE) or not reader.reads_no_pwd(entering, calls):
        return None
    told = calls if reader.may_name_a_cache(entering) else tuple(one for one in calls if not _cleans(one))
    verbs = tuple(next(word for word in call.words if word.value in _LAST_VERBS) for call in told)
    return ForUv(entering, entering.arguments[0].text, verbs)


def lone_runs(stage: Stage) -> Iterator[Instruction]:
    """Give the RUNs that stand directly beside no other one, a SHELL of DFM610 between them or not."""
    others = [one for one in stage.instructions if one.keyword != "SHELL"]
    keywords = ["", *(one.keyword for one in others), ""]
    for above, one, below in zip(keywords, others, keywords[2:], strict=False):
        if one.keyword == "RUN" and "RUN" not in (above, below):
            yield one


def _cleans(call: Command) -> bool:
    return InstallLine.behind_verb(installer_words(call)[1:])[0] == "cache"


def _only_entry(script: Script) -> Command | None:
    """Give the one ``cd`` of a script that is a plain chain, nothing behind it run after a failure."""
    entries = [one for one in script.commands if one.name in ("cd", "pushd", "popd")]
    flat = len(script.lists) == 1 and all(item.command is not None for item in script.lists[0].items)
    if script.opaque is not None or script.comments or not flat or len(entries) != 1:
        return None
    if any(one.nesting or one.opaque_inner or one.heredocs for one in script.commands):
        return None
    (entry,) = entries
    before = {one.after.text for one in script.commands if one.after and one.span.start < entry.span.start}
    behind = {one.after.text for one in script.commands if one.after and one.span.start > entry.span.start}
    return entry if enters_plainly(entry) and before <= {"&&", ";"} and behind <= {"&&"} else None


def _looks_nowhere(command: Command) -> bool:
    """Tell whether a command does the same in whatever folder it runs."""
    texts = [word.text for word in command.arguments]
    if command.redirects or command.assignments or any(map(_LOOKS.search, texts)):
        return False
    operands = [text for text in texts if not text.startswith("-")]
    if command.name == "rm":
        return all(map(_ABSOLUTE.fullmatch, operands))
    plain = not any("/" in text or _PATTERN.search(text) for text in operands)
    return command.name in ("true", ":") or (command.name in _PACKAGERS and plain)


@dataclass(frozen=True)
class _Reader:
    dockerfile: Dockerfile
    build: BuildContext
    run: Instruction

    def can_be_told(self, call: Command) -> bool:
        """Tell whether a call of uv does the same where it is told the folder."""
        words = (*call.assignments, *call.words)
        if call.redirects or in_folder(call)[0] or not all(map(self._is_plain, words)):
            return False
        verb, line = InstallLine.behind_verb(installer_words(call)[1:])
        known = verb in _VERBS or (verb, *line.operands[:1]) in _INNER_VERBS
        joined = any(_JOINED.fullmatch(name) for name, _ in line.options)
        if not known or joined or line.has("--directory"):
            return False
        return all(map(self._is_absolute, line.values(*_INDEXES))) and self._variables_agree()

    def _is_plain(self, word: Word) -> bool:
        """Tell whether a word is the same in whatever folder the shell is."""
        if word.value is not None or _LOOKS.search(word.text):
            return _LOOKS.search(word.text) is None
        if not word.text.startswith("$"):
            return _PATTERN.search(word.text) is None
        value = self.dockerfile.environment(self.run).expand(word.text)
        return value is not None and not value.startswith("-") and _PATTERN.search(value) is None

    def _variables_agree(self) -> bool:
        environment = self.dockerfile.environment(self.run)
        given = [environment.get(name) for name in _INDEX_VARIABLES if environment.is_set(name)]
        told = any(environment.is_set(name) for name in _ELSEWHERE)
        return not told and all(value is not None and self._is_absolute(value) for value in given)

    def _is_absolute(self, text: str) -> bool:
        """Tell whether an index, or each of several, is an address or an absolute path."""
        value = self.dockerfile.environment(self.run).expand(text.strip("\"'"))
        parts = (value or "").split()
        return bool(parts) and all("://" in part or part.startswith("/") for part in parts)

    def reads_no_pwd(self, entering: Command, calls: tuple[Command, ...]) -> bool:
        """Tell whether all that the calls read is known, and nothing of it asks for PWD."""
        installing = tuple(one for one in calls if installs_packages(one))
        alone = InstallRun(self.run, Script((entering, *installing)), installing)
        found = required(self.dockerfile, self.build, alone)
        origins = {one.origin for one in (*found.requirements, *found.constraints)}
        files = (origins - {self.dockerfile.source.path}) | set(self._project_files(entering))
        return not found.unreadable and not any("PWD" in (self.build.read(each) or "") for each in files)

    def may_name_a_cache(self, entering: Command) -> bool:
        """Tell whether settings of the folder, or of where the RUN starts, may say which cache is meant."""
        here, known = workdir_at(self.dockerfile, self.run), any(self._project_files(entering))
        if here is None or not known:
            return True
        there = posixpath.join(here, entering.arguments[0].value or "")
        files = {place for start in (here, there) for place in self._settings(posixpath.normpath(start))}
        return any(_OF_A_CACHE.search(self.build.read(each) or "") for each in files)

    def _settings(self, folder: str) -> Iterator[str]:
        """Give the files in which uv looks for its settings: in a folder, and above it."""
        yield from self._files(folder, _SETTINGS)
        if folder != "/":
            yield from self._settings(posixpath.dirname(folder))

    def _project_files(self, entering: Command) -> Iterator[str]:
        return self._files(entering.arguments[0].value or "", _PROJECT_FILES)

    def _files(self, folder: str, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            place = context_path(self.dockerfile, self.build, self.run, posixpath.join(folder, name))
            if place is not None and self.build.exists(place):
                yield place
