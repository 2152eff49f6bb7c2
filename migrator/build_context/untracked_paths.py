"""What lies beside the source in a checkout and is no part of it, because git is told not to track it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.path_patterns import IgnoreFile
from migrator.discovery.build_files import is_compose_file
from migrator.discovery.file_patterns import Patterns
from migrator.records import dataclass

_DOCKERFILES = ("**/Dockerfile*", "**/*.Dockerfile", "**/*.dockerfile", "**/Containerfile*")
_PROJECT = ("**/pyproject.toml", "**/setup.py", "**/setup.cfg", "**/Pipfile", "**/*requirement*.txt")
_SCRIPTS = ("**/*.sh", "**/Makefile", "**/*.mk", "**/package.json", "**/*.py")
_ASKING = (*_DOCKERFILES, *_PROJECT, *_SCRIPTS)
_INSTALLERS = ("**/.yarnrc", "**/.yarnrc.yml", "**/.npmrc")
_FOREIGN = re.compile(r"(?:^|/)(?:node_modules|\.?venv|site-packages|\.tox|\.github|\.gitlab|\.circleci)/")
"""What is not ours, and what only a forge runs, which has a checkout of its own."""

_MANY = 400
"""Files that are read to learn whether something asks git; where there are more, it may be."""

_GIT_WORDS = ("git", "scm", "vcs", "pbr", "dunamai", "versioning", "versioneer")
_ASKS_GIT = re.compile(
    r"(?i)setuptools[-_.]?scm|hatch[-_]vcs|versioningit|\bpbr\b|dunamai|dynamic[-_]versioning|versioneer"
    r"|flit[-_]scm|gitpython|\bgit\s+(?:describe|rev-parse|log|show|status|submodule|diff|ls-files|config)\b"
    r"|['\"]git['\" ]"
    r"|\bfrom\s+git\b|\bimport\s+git\b|(?<!\w)\.git(?![\w-])"
)
_DOTENV_WORDS = ("env", "decouple", "pydantic", "dynaconf", "starlette")
_READS_DOTENV = re.compile(
    r"(?i)dotenv|decouple|environs|django[-_]environ|environ\.Env|pydantic[-_]settings|env_file|dynaconf"
    r"|starlette\.config|(?<!\w)\.env\b"
)


_BUILDS_WITH_DOTENV = re.compile(
    r"(?i)dotenv|env-cmd|\.env\b|\"(?:@[\w-]+/)?(?:vite|vitest|next|nuxt\d?|react-scripts|react-app-rewired|craco"
    r"|cli-service|astro|gatsby|parcel|remix|kit|expo|bun|rsbuild|rspack|quasar|umi|wasp|blitz|nx)\b"
)
"""Of package.json: tools that read ``.env`` when they build, of which webpack and gulp are none."""


@dataclass(frozen=True, slots=True)
class Untracked:
    """A kind of file that git does not track: the line that keeps it out, an example, and what names it.

    A `minor` kind is small and harmless: worth a line of a new file, no change of one that is there.
    """

    line: str
    example: str
    names: str
    minor: bool = False


KINDS = (
    Untracked("**/__pycache__", "__pycache__/x.cpython-312.pyc", r"__pycache__"),
    Untracked("**/*.py[cod]", "x.pyc", r"\.py[cod]\b"),
    Untracked("**/.venv", ".venv/pyvenv.cfg", r"\.venv\b"),
    Untracked("**/venv", "venv/pyvenv.cfg", r"(?<![.\w])venv\b"),
    Untracked("**/node_modules", "node_modules/x/package.json", r"node_modules"),
    Untracked("**/.pytest_cache", ".pytest_cache/x", r"\.pytest_cache", minor=True),
    Untracked("**/.mypy_cache", ".mypy_cache/x", r"\.mypy_cache", minor=True),
    Untracked("**/.ruff_cache", ".ruff_cache/x", r"\.ruff_cache", minor=True),
    Untracked("**/.tox", ".tox/x", r"\.tox\b", minor=True),
    Untracked(".env", ".env", r"(?<!\w)\.env\b"),
)
GIT = Untracked(".git", ".git/HEAD", r"(?<!\w)\.git\b")


@dataclass(frozen=True)
class Surroundings:
    """A build context, the text of its ignore file, and the repository that it lies in, as files tell."""

    build: BuildContext
    ignore_text: str = ""

    @classmethod
    def of(cls, ignore_file: Path, text: str) -> Surroundings:
        """Give those of an ignore file that lies in the build context's own folder."""
        return cls(BuildContext(ignore_file.parent), text)

    def untracked(self) -> Iterator[Untracked]:
        """Give the kinds that the ``.gitignore`` files name and the build does not ignore yet."""
        root = self.build.root
        if root is None:
            return
        files = self._gitignores()
        for kind in KINDS:
            verdicts = (each.verdict(root / kind.example) for each in files)
            said = next((verdict for verdict in verdicts if verdict is not None), False)
            if said and not self._ignores(kind) and not (kind.minor and self.ignore_text):
                yield kind

    def says_nothing(self) -> bool:
        """Tell whether the context lies in a repository of which no ``.gitignore`` says what no source is."""
        root = self.build.root
        if root is None or self._gitignores():
            return False
        return any(os.path.exists(folder / ".git") for folder in (root, *root.parents))

    def _gitignores(self) -> tuple[Patterns, ...]:
        root = self.build.root
        return self.build.learnt(("gitignore",), lambda: tuple(_gitignores(root) if root else ()))

    def has_git(self) -> bool:
        """Tell whether the history of the repository would be copied."""
        return (
            self.build.root is not None
            and os.path.exists(self.build.root / ".git")
            and not self._ignores(GIT)
        )

    def named_by(self, kind: Untracked) -> str:
        """Give the file that needs such files by name, "" for none.

        That is a Dockerfile of this context that copies or mounts them, settings of an installer that
        puts them among the source, or a compose file that starts programs of them.
        """
        brings = r"(?:COPY|ADD)\b(?!.*--from=).*|RUN\b.*--mount=\S*"
        copies = re.compile(rf"(?im)^[ \t]*(?:ONBUILD[ \t]+)?(?:{brings})(?:{kind.names})")
        own = self.build.files(*_DOCKERFILES)
        copying = (each for each in own if copies.search(_joined(self.build.read(each) or "")))
        settings = self.build.files(*_INSTALLERS)
        placing = (each for each in settings if re.search(kind.names, self.build.read(each) or ""))
        return next(copying, "") or next(placing, "") or self._started_by(kind)

    def _started_by(self, kind: Untracked) -> str:
        """Give the compose file, here or above, that names programs among such files, "" for none."""
        starts = re.compile(rf"(?:{kind.names})/\.?bin/")
        for folder in _upwards(self.build.root):
            here = BuildContext(folder)
            for name in _compose_files(folder):
                if starts.search(here.read(name) or ""):
                    return name
        return ""

    def asks_git(self) -> str:
        """Give the file that may ask git when it is built or runs, or why that is not known; "" for none."""
        return self._first(_ASKS_GIT, _GIT_WORDS)

    def reads_dotenv(self) -> str:
        """Give the file by which the application may read ``.env``, or why not known; "" for none."""
        tools = (each for each in self.build.files("**/package.json") if not _FOREIGN.search(each))
        reading = (each for each in tools if _BUILDS_WITH_DOTENV.search(self.build.read(each) or ""))
        return next(reading, "") or self._first(_READS_DOTENV, _DOTENV_WORDS)

    def _ignores(self, kind: Untracked) -> bool:
        return self._ignore.ignores(kind.example)

    @cached_property
    def _ignore(self) -> IgnoreFile:
        return IgnoreFile.parse(self.ignore_text)

    def _first(self, pattern: re.Pattern[str], words: tuple[str, ...]) -> str:
        """Give the first file in which a pattern is found, which holds one of `words` in any case."""
        files = [each for each in self.build.files(*_ASKING) if not _FOREIGN.search(each)]
        if len(files) > _MANY or not self.build.complete:
            return "one of its many files"
        return next((each for each in files if _finds(pattern, words, self.build.read(each) or "")), "")


def _finds(pattern: re.Pattern[str], words: tuple[str, ...], text: str) -> bool:
    """Tell whether a pattern is found; large files with none of its words are passed over quickly."""
    lowered = text.lower()
    return any(word in lowered for word in words) and pattern.search(text) is not None


def _joined(text: str) -> str:
    return re.sub(r"\\[ \t]*\r?\n", " ", text)


def _gitignores(root: Path) -> Iterator[Patterns]:
    """Give the patterns of the ``.gitignore`` of a folder and of those above, up to the repository's root."""
    for folder in _upwards(root):
        if text := BuildContext(folder).read(".gitignore"):
            yield Patterns(folder, tuple(text.splitlines()))


def _compose_files(folder: Path) -> Iterator[str]:
    with suppress(OSError):
        yield from sorted(filter(is_compose_file, os.listdir(folder)))


def _upwards(root: Path | None) -> Iterator[Path]:
    """Give a folder and those above it, up to the repository's root."""
    for folder in (root, *root.parents) if root else ():
        yield folder
        if os.path.exists(folder / ".git"):
            return
