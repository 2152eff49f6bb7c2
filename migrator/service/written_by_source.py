"""Which absolute paths an application's own source says that it writes to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.records import dataclass
from migrator.service.app_folders import AppFolders, is_own
from migrator.service.root_needs import BY_HAND, RootNeed
from migrator.service.serving_place import Place

_MOST = 400
_MAX_BYTES = 256 * 1024
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|testing|docs|examples|node_modules|site-packages|migrations)/|(?:^|/)test_|_test\.py\Z"
)
_NAMES = (
    r"STATIC_ROOT|MEDIA_ROOT|\w{0,20}UPLOAD_(?:FOLDER|DIR|PATH|ROOT)\w{0,20}|UPLOADS?_DEFAULT_DEST|LOG_?(?:FILE|DIR|PATH|FOLDER)"
    r"|LOGFILE|DATA_(?:DIR|FOLDER|PATH|ROOT)|DB_(?:FILE|PATH)|DATABASE_(?:FILE|PATH)|SQLITE_(?:FILE|PATH|DB)"
    r"|CACHE_(?:DIR|FOLDER|PATH)"
)
_TEXT = r"[rf]?['\"](?P<%s>/[\w./@+-]*)['\"]"
_CALLED = r"(?:\w+(?:\.\w+)*\()?(?:['\"]\w+['\"]\s*,\s*(?:default\s*=\s*)?)?"
_SAID = re.compile(
    rf"(?m)^[^#\n]*?(?:\b(?:{_NAMES})['\"]?\]?\s*(?::\s*\w+\s*)?[=:]\s*{_CALLED}{_TEXT % 'set'}"
    rf"|FileHandler\(\s*(?:filename\s*=\s*)?{_TEXT % 'logged'}"
    rf"|\bfilename['\"]?\s*[=:]\s*{_TEXT % 'named'}"
    rf"|(?:sqlite3\.connect|makedirs)\(\s*{_TEXT % 'made'}"
    r"|sqlite(?:\+\w+)?:///(?P<sqlite>/[\w./@+-]+))"
)


@dataclass(frozen=True)
class WrittenBySource:
    """The Python files of an image, read for settings that name what is written."""

    folders: AppFolders
    place: Place

    def needs(self, line: int) -> Iterator[RootNeed]:
        """Give each path that is not the application's folder, told at `line` of the Dockerfile."""
        for file, number, path in self._said():
            if not self.folders.holds(posixpath.normpath(path)):
                what = f"{file}:{number} writes to {path}, which is not the application's"
                yield RootNeed(line, what, _way_out(path))

    def _said(self) -> Iterator[tuple[str, int, str]]:
        build = self.place.build
        files = [each for each in build.files("**/*.py", "*.py") if not _TESTS.search(each)]
        for file in files[:_MOST]:
            text = build.read(file, _MAX_BYTES) or "" if self.place.is_copied(file) else ""
            for match in _SAID.finditer(text):
                path = next(value for value in match.groupdict().values() if value is not None)
                yield file, text.count("\n", 0, match.end()) + 1, path


def _way_out(path: str) -> str:
    folder = posixpath.dirname(path) if "." in posixpath.basename(path) else posixpath.normpath(path)
    return f"RUN mkdir -p {folder}: then it is given away" if is_own(folder) else BY_HAND
