"""Which paths outside of its folders an application's own source says that it writes to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property, partial

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import image_paths
from migrator.records import dataclass
from migrator.service.app_folders import AppFolders, is_own
from migrator.service.root_needs import BY_HAND, RootNeed
from migrator.service.serving_place import Place
from migrator.service.written_paths import UNKNOWN, Written, may_write, written_paths
from migrator.source import line_at

_MOST = 400
_MAX_BYTES = 256 * 1024
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|testing|docs|examples|node_modules|site-packages|migrations)/|(?:^|/)test_|_test\.py\Z"
)
_NAMES = (
    r"STATIC_ROOT|MEDIA_ROOT|\w{0,20}UPLOAD_(?:FOLDER|DIR|PATH|ROOT)\w{0,20}|UPLOADS?_DEFAULT_DEST|LOG_?(?:FILE|DIR|PATH|FOLDER)"
    r"|LOGFILE|accesslog|errorlog|pidfile|DATA_(?:DIR|FOLDER|PATH|ROOT)|DB_(?:FILE|PATH)|DATABASE_(?:FILE|PATH)|SQLITE_(?:FILE|PATH|DB)"
    r"|CACHE_(?:DIR|FOLDER|PATH)"
)
_SETTING = re.compile(_NAMES)
_TEXT = r"[rf]?['\"](?P<%s>/[\w./@+-]*)['\"]"
_CALLED = r"(?:\w+(?:\.\w+)*\()?(?:['\"]\w+['\"]\s*,\s*(?:default\s*=\s*)?)?"
_SAID = re.compile(
    rf"(?m)^[^#\n]*?(?:\b(?:{_NAMES})['\"]?\]?\s*(?::\s*\w+\s*)?[=:]\s*{_CALLED}{_TEXT % 'set'}"
    rf"|FileHandler\(\s*(?:filename\s*=\s*)?{_TEXT % 'logged'}"
    rf"|\bfilename['\"]?\s*[=:]\s*{_TEXT % 'named'}"
    rf"|['\"]NAME['\"]\s*:\s*{_CALLED}{_TEXT % 'database'}"
    rf"|(?:sqlite3\.connect|makedirs)\(\s*{_TEXT % 'made'}"
    r"|sqlite(?:\+\w+)?:///(?P<sqlite>/[\w./@+-]+))"
)

_UNTOLD = "a path that it makes of __file__, and which cannot be told"


def _read(text: str, place: str, variables: Mapping[str, str]) -> tuple[Written, ...]:
    return tuple(written_paths(text, place, _SETTING.fullmatch, variables))


@dataclass(frozen=True)
class WrittenBySource:
    """The Python files of an image, read for settings that name what is written."""

    folders: AppFolders
    place: Place

    def needs(self, line: int) -> Iterator[RootNeed]:
        """Give each path that is not the application's folder, told at `line` of the Dockerfile."""
        said: set[tuple[str, str]] = set()
        for file, number, path in self._said():
            said.add((file, posixpath.normpath(path)))
            if not self.folders.holds(posixpath.normpath(path)):
                what = f"{file}:{number} writes to {path}, which is not the application's"
                yield RootNeed(line, what, _way_out(path))
        for file in self._files():
            outside = ((each, posixpath.normpath(each.path)) for each in self._outside(file))
            first = next((each for each, path in outside if (file, path) not in said), None)
            if first is not None:
                yield _need(line, file, first)

    def _outside(self, file: str) -> Iterator[Written]:
        """Give what a file writes to in the image and is not the application's."""
        dockerfile, build = self.place.dockerfile, self.place.build
        text = build.read(file, _MAX_BYTES) or ""
        if may_write(text):
            variables = self._variables
            key = ("written paths", file, tuple(sorted(variables.items())))
            for place in dict.fromkeys(image_paths(dockerfile, build, dockerfile.final, file)):
                for each in build.remembered((*key, place), partial(_read, text, place, variables)):
                    if not each.path or not self.folders.holds(posixpath.normpath(each.path)):
                        yield each

    @cached_property
    def _variables(self) -> Mapping[str, str]:
        """The variables of the image that are known; what a source reads with a default is theirs."""
        instructions = self.folders.instructions
        known = self.place.dockerfile.environment(instructions[-1]).env if instructions else {}
        return {name: value for name, value in known.items() if value is not None}

    def _files(self) -> list[str]:
        return own_files(self.place.build)

    def _said(self) -> Iterator[tuple[str, int, str]]:
        build = self.place.build
        for file in self._files():
            text = build.read(file, _MAX_BYTES) or "" if self.place.is_copied(file) else ""
            for match in _SAID.finditer(text):
                path = next(value for value in match.groupdict().values() if value is not None)
                yield file, line_at(text, match.end()), path


def _need(line: int, file: str, written: Written) -> RootNeed:
    if not written.path:
        return RootNeed(line, f"{file}:{written.line} writes to {_UNTOLD}", BY_HAND)
    path = posixpath.normpath(written.path)
    what = f"{file}:{written.line} writes to {path}, which is not the application's"
    return RootNeed(line, what, _way_out(written.path.partition(f"/{UNKNOWN}")[0]))


def own_files(build: BuildContext) -> list[str]:
    """Give the Python files of a build context that are the application's own, without tests and the like."""
    return [each for each in build.files("**/*.py", "*.py") if not _TESTS.search(each)][:_MOST]


def _way_out(path: str) -> str:
    folder = posixpath.dirname(path) if "." in posixpath.basename(path) else posixpath.normpath(path)
    return f"RUN mkdir -p {folder}: then it is given away" if is_own(folder) else BY_HAND
