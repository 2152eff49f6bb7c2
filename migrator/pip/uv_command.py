"""A call of pip rewritten for uv: which options change, which go, and what is added."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import field

from migrator import regex as re
from migrator.pip.command import Given, PipCall
from migrator.pip.files import FileFindings
from migrator.pip.image import Place
from migrator.pip.scene import Scene
from migrator.pip.table import Fate, PipRow
from migrator.pip.url_requirements import is_checkout
from migrator.pip.uv_operands import (
    ALONE,
    has_project,
    held_options,
    is_package,
    is_variable,
    require_taken,
    unpinned,
)
from migrator.pip.uv_words import CallWords, UntranslatedError
from migrator.records import dataclass
from migrator.source import Edit, Word

__all__ = ["Terms", "UntranslatedError", "UvCommand", "translate"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_NAMES = 8
_OWN_PREFIXES = frozenset({"/usr", "/usr/local"})
_ADDED = ("--extra-index-url", "--trusted-host")


@dataclass(frozen=True)
class Terms:
    """What holds for a call beside its own words.

    `cache` tells that uv's cache is a mount (else uv gets ``--no-cache``, unless `uncached` says that
    a variable does that already); `cache_folders` are where cache mounts lie, `cache_folder` the one
    that uv has to be told. `fresh` tells that nothing was installed before, `unfilled` that no
    line of the file did, `keep_pip` that pip is still called later. `strategy` and `compile` are the
    settings, `indexes` says that variables add indexes, `prefix` are variables to set, `configured`
    options of pip's configuration files, `options` those that variables set.
    """

    cache: bool
    uncached: bool = False
    cache_folders: tuple[str, ...] = ()
    cache_folder: str = ""
    fresh: bool = False
    unfilled: bool = False
    keep_pip: bool = False
    strategy: str = "unsafe-best-match"
    compile: bool = False
    no_sources: bool = False
    indexes: bool = False
    prefix: Mapping[str, str] = field(default_factory=dict)
    configured: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()


@dataclass
class UvCommand:
    """The result: `edits` in place, `deleted` words, and what a reviewer should hear.

    `empty` tells that nothing is left to install, `without_pip` that pip was asked for and is left out;
    `indexes` that several are merged.
    """

    edits: list[Edit] = field(default_factory=list)
    deleted: list[Word] = field(default_factory=list)
    dropped: list[PipRow] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    indexes: bool = False
    empty: bool = False
    without_pip: bool = False


def translate(call: PipCall, scene: Scene, place: Place, files: FileFindings, terms: Terms) -> UvCommand:
    """Rewrite a call for `place`. Raises UntranslatedError."""
    words = CallWords(call, _is_quoted(call, scene), list(place.flags), dict(terms.prefix))
    writer = _Writer(call, scene, files, terms, words)
    writer.options()
    if call.name == "install":
        writer.install()
    writer.cache()
    writer.result.edits = words.edits()
    writer.result.deleted = words.deleted
    return writer.result


def _is_quoted(call: PipCall, scene: Scene) -> bool:
    """Tell whether a call stands inside quotes; in a here-document they are nothing special."""
    inner = scene.instruction.inner
    in_body = any(call.command.span.start in one.body for one in inner.heredocs)
    return "sh -c" in call.command.nesting and not in_body


@dataclass
class _Writer:
    call: PipCall
    scene: Scene
    files: FileFindings
    terms: Terms
    words: CallWords
    uncached: bool = False
    result: UvCommand = field(default_factory=UvCommand)

    def __post_init__(self) -> None:
        self.operands = [
            word for word in self.call.operands if self.terms.keep_pip or not is_package(word, "pip")
        ]
        self.result.indexes = self.terms.indexes or self.files.strategy
        self.apart = self._installs_apart()
        self.special: Mapping[str, Callable[[Given], None]] = {
            "--no-cache-dir": self._no_cache,
            "--cache-dir": self._cache_dir,
            "--extra-index-url": self._extra_index,
            "--editable": self._editable,
            "--progress-bar": self._progress,
            "--upgrade": self._upgrade,
            "--upgrade-strategy": self.words.delete,
            "--user": self.words.delete,
            "--python": self.words.delete,
            "--ignore-installed": self._ignore_installed,
            "--prefix": self._prefix,
        }

    def _installs_apart(self) -> bool:
        """Tell whether pip sees nothing of what is at the place: it looks where its Python looks."""
        if "--prefix" in self.words.added:  # ~/.local, which Python looks at
            return self.terms.unfilled
        own = any(given.known in _OWN_PREFIXES for given in self.call.given("--prefix"))
        return self.call.has("--target") or (self.call.has("--prefix") and not own)

    # options

    def options(self) -> None:
        """Say every option in uv's way."""
        for given in self.call.options:
            row = given.row
            if row.fate is Fate.REFUSE:
                raise UntranslatedError(
                    f"{given.spelled}: {row.why}", row.hint or "keep pip for this command"
                )
            if row.fate is Fate.OTHER:
                self.special[row.name](given)
            elif row.fate is Fate.DROP:
                self.words.delete(given)
                self.result.dropped.append(row)
            elif row.fate is Fate.ENV:
                _require_whole(given)
                self.words.delete(given)
                self.words.prefix |= dict.fromkeys(row.to, given.value)
            else:
                self._keep(given)

    def _keep(self, given: Given) -> None:
        row = given.row
        if row.values and given.known not in row.values:
            reason = f"{given.spelled} {given.value}: uv takes {', '.join(row.values)} only"
            raise UntranslatedError(reason, "choose one of them")
        name = row.to[0] if row.fate is Fate.RENAME else row.name
        if name == "--exclude-newer" and _DAY.fullmatch(given.known or ""):
            self.result.doubts.append("uv counts the whole of that day, pip its beginning")
        self.words.keep(given, name)

    def _no_cache(self, given: Given) -> None:
        if self.terms.cache or self.terms.uncached or self.uncached:
            self.words.delete(given)
        else:
            self.words.keep(given, "--no-cache")
            self.uncached = True

    def _cache_dir(self, given: Given) -> None:
        if given.known is not None and given.known in self.terms.cache_folders:
            self.words.keep(given, "--cache-dir")
            self.uncached = True
        else:
            self.words.delete(given)

    def _extra_index(self, given: Given) -> None:
        self.result.indexes = True
        self.words.keep(given, given.name)

    def _editable(self, given: Given) -> None:
        if is_checkout(given.value):
            reason = "-e git+…: uv installs no editable checkouts"
            raise UntranslatedError(reason, "git clone it, and give -e the folder")
        self.words.keep(given, given.name)

    def _progress(self, given: Given) -> None:
        self.words.delete(given)
        if given.known == "off":
            self.words.added.append("--no-progress")

    def _ignore_installed(self, given: Given) -> None:
        if self.apart:
            self.words.delete(given)
        else:
            self.words.say(given, "--reinstall")

    def _prefix(self, given: Given) -> None:
        if self.call.has("--user"):
            raise UntranslatedError("--prefix together with --user", "choose one of them")
        self.words.keep(given, given.name)

    def _upgrade(self, given: Given) -> None:
        """Upgrade what is named and nothing else: uv's own --upgrade would take the dependencies along."""
        names = unpinned(self.call, self.operands, self.files)
        if self._upgrades_alike(names):
            self.words.keep(given, "--upgrade")
        elif why := self._unnamed(names):
            reason = f"{given.spelled}: uv would upgrade the dependencies too, and {why}"
            hint = "use uv pip install by hand, with --upgrade-package for what is to be upgraded"
            raise UntranslatedError(reason, hint)
        elif names is None or len(names) > _MOST_NAMES:
            self.result.doubts.append("uv's --upgrade also upgrades what the packages depend on")
            self.words.keep(given, "--upgrade")
        else:
            self.words.delete(given)
            self.words.added += [part for name in names for part in ("--upgrade-package", name)]

    def _unnamed(self, names: list[str] | None) -> str:
        """Give why what is to be upgraded cannot be named one by one where that matters; empty if it can."""
        if names is None:
            return "" if self.terms.unfilled else "not all that is asked for can be read here"
        long = len(names) > _MOST_NAMES and self.call.has("--user")
        return "what is asked for is a long list" if long else ""

    def _upgrades_alike(self, names: list[str] | None) -> bool:
        """Tell whether nothing is there that pip would leave alone and uv would upgrade."""
        strategies = self.call.given("--upgrade-strategy")
        eager = bool(strategies) and strategies[-1].known == "eager"
        return eager or self.apart or self.terms.fresh or (bool(names) and set(names or ()) <= ALONE)

    # what is installed

    def install(self) -> None:
        """Judge what is asked for, and add what pip does without being told."""
        gone = [word for word in self.call.operands if word not in self.operands]
        self.words.deleted += gone
        self.result.without_pip = bool(gone)
        others = self.call.has("--requirement", "--editable", "--group")
        self.result.empty = bool(gone) and not self.operands and not others
        for word in self.operands:
            require_taken(word, self.scene)
            if is_variable(word):
                self._variable(word)
        self.words.added += self.files.options
        if self.files.hashes and not self.call.has("--require-hashes", "--no-require-hashes"):
            self.words.added.append("--require-hashes")
        if self.files.unread:
            self.result.doubts.append(f"{', '.join(self.files.unread)} could not be read here")
        self.words.added += [part for option in self.terms.options for part in option]
        self._configured()
        self._settings()

    def _variable(self, word: Word) -> None:
        held = held_options(word, self.scene)
        if held is None:
            self.result.doubts.append(f"what {word.text} holds is not known here")
        elif "--extra-index-url" in held:
            self.result.indexes = True

    def _configured(self) -> None:
        """Say what pip's configuration files say; what the call says itself goes before that."""
        for name, value in self.terms.configured:
            row = self.scene.file.table.row(name)
            unused = "index" in name and self.call.has("--no-index")
            if row is None or unused or (self.call.has(name) and name not in _ADDED):
                continue
            if row.fate is Fate.ENV:  # a variable goes before what is configured
                self.words.prefix = dict.fromkeys(row.to, shlex.quote(value)) | self.words.prefix
            else:
                self.words.added += [*(row.to or (name,)), shlex.quote(value)]
            self.result.indexes |= name == "--extra-index-url"

    def _settings(self) -> None:
        if self.terms.compile and not self.call.has("--compile", "--no-compile"):
            self.words.added.append("--compile-bytecode")
        if self.terms.no_sources and has_project(self.call):
            self.words.added.append("--no-sources")
        if self.result.indexes and self.terms.strategy != "first-index":
            self.words.added += ["--index-strategy", self.terms.strategy]

    def cache(self) -> None:
        """Say where the cache is, or that there is none."""
        if self.call.name != "install" or self.uncached or self.terms.uncached:
            return
        if not self.terms.cache:
            self.words.added.append("--no-cache")
        elif self.terms.cache_folder:
            self.words.added += ["--cache-dir", self.terms.cache_folder]


def _require_whole(given: Given) -> None:
    if given.row.whole and given.known is not None and not given.known.isdecimal():
        raise UntranslatedError(f"{given.spelled} {given.known}: uv takes whole numbers only", "round it")
