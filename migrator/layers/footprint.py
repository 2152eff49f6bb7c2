"""What the commands of a RUN read and write in the image, as far as it is known."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import field

from migrator import regex as re
from migrator.build_context.copied_paths import in_unknown_folder, path_in
from migrator.paths import within
from migrator.records import dataclass
from migrator.shell import Command
from migrator.source import Edit, Word

SYSTEM_FOLDERS = (
    *("/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run", "/sbin"),
    *("/sys", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/include"),
    *("/usr/share", "/usr/games", "/usr/local/bin", "/usr/local/sbin", "/usr/local/lib"),
    *("/usr/local/share", "/usr/local/etc", "/usr/local/include", "/usr/local/libexec", "/var/cache"),
    *("/var/lib", "/var/log", "/var/mail", "/var/run", "/var/spool", "/root/.cache"),
    *("/root/.config", "/root/.local", "/root/.netrc", "/root/.pip", "/root/.ssh", "/root/.gitconfig"),
    *("/root/.npm", "/root/.npmrc", "/root/.gnupg"),
)
"""Where package managers and installers live; what an application brings lies elsewhere."""

_SYSTEM = frozenset(SYSTEM_FOLDERS)
_IN_SYSTEM = tuple(f"{folder}/" for folder in SYSTEM_FOLDERS)
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_OF_A_VERSION = re.compile(r"[\"']?([A-Za-z0-9][\w.-]*(?:\[[\w,.-]*\])?)\s*(?:[=~!<>]=|[<>])")
_HARMLESS_VALUE = re.compile(r"[\w./:@%+,=~^-]*")
_LEFT_OVER = re.compile(r"[$`'\"\\(){}<>|&;]")
_GLOB = re.compile(r"[*?\[]")
_HARMLESS_TARGET = re.compile(r"/dev/(?:null|stdout|stderr|tty)|&[0-9-]")
_REDIRECT = re.compile(r"(?:[0-9]+|&)?(?P<sign><<<|<<-?|<>|<&|>&|&?>>?\|?|<)\s*(?P<target>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ProjectInstall:
    """A command that installs the dependencies of the project in `folder` and then the project itself.

    With the `edits` made it leaves the project out. Its words are meant for the folder `runs_in`.
    """

    command: Command
    edits: tuple[Edit, ...]
    folder: str
    runs_in: str


@dataclass
class Footprint:
    """What a script touches; paths are absolute, and each stands for all below it.

    `reads` is what it depends on or changes in place, `makes` what it creates, `folders` what it only
    makes sure of (``mkdir -p``), `enters` the folders that it goes into. `files` are those of `reads`
    that are single files, `modes` those of which it changes nothing but owner and mode. `relative`
    says that the working directory matters, `system` that it reads and changes what package managers
    keep, `accounts` that it does so with users, `costly` that it installs or fetches something.
    `unknown` is why nothing of all that is certain, `sources` why it needs more of an application's
    source than single files, `project` the command that does, where that is the only reason,
    `divisible` that it can run again alone.
    """

    reads: set[str] = field(default_factory=set)
    makes: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    enters: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    relative: bool = False
    system: bool = False
    accounts: bool = False
    costly: bool = False
    unknown: str = ""
    sources: list[str] = field(default_factory=list)
    project: ProjectInstall | None = None
    divisible: bool = False

    @property
    def source(self) -> str:
        """The first reason why whole folders are needed, empty without one."""
        return self.sources[0] if self.sources else ""

    def cannot_tell(self, why: str) -> None:
        """Note that nothing is certain any more; the first reason counts."""
        self.unknown = self.unknown or why

    def needs_source(self, path: str | None, why: str) -> None:
        """Note that a whole folder is read, and for what."""
        self.sources.append(why)
        if path is None:
            self.cannot_tell(why)
        else:
            self.reads.add(path)

    def file(self, path: str) -> None:
        """Note that one file is read."""
        self.reads.add(path)
        self.files.add(path)


def overlap(one: str, other: str) -> bool:
    """Tell whether one of two paths is, or lies below, the other, or may be where a folder is not known."""
    return within(one, other) or within(other, one) or _may_meet(one, other) or _may_meet(other, one)


def _may_meet(one: str, other: str) -> bool:
    """Tell whether `one` is below a folder that nobody knows, and `other` may be as well."""
    if not in_unknown_folder(one) or is_system(other) or within(other, "/tmp"):  # noqa: S108 – of an image
        return False
    return not in_unknown_folder(other) or one.split("/")[1] != other.split("/")[1]


def is_system(path: str) -> bool:
    """Tell whether `path` lies where package managers live."""
    return path in _SYSTEM or path.startswith(_IN_SYSTEM)


@dataclass
class Surroundings:
    """What a command's words mean where it stands: the folder it runs in, variables, the user's home.

    `folder` and `home` are None where they are not known. `variables` are those that ENV fixes,
    `local` the values that the script itself gives to names, all of them. `environments` are the
    virtual environments in force, `active` those of them that are activated, and not only on PATH.
    `relative` becomes True when the folder is asked for.
    """

    folder: str | None
    home: str | None
    variables: Mapping[str, str]
    local: Mapping[str, tuple[str | None, ...]]
    environments: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    relative: bool = False

    def text(self, word: Word) -> str | None:
        """Give what a word becomes, None where that is not certain."""
        if word.value is not None:
            return word.value
        if "'" in word.text or "`" in word.text:
            return None
        found = _VARIABLE.sub(self._fixed, word.text.replace('"', ""))
        return None if _LEFT_OVER.search(found) or _GLOB.search(found) else found

    def texts(self, words: Iterable[Word]) -> tuple[str | None, ...]:
        """Give what words become; one that is a name of the script stands for all it is ever set to."""
        found: list[str | None] = []
        for word in words:
            match = _VARIABLE.fullmatch(word.text)
            values = self.local.get(match[1] or match[2]) if match else None
            if values is None:
                found.append(self.text(word) or self._pattern(word) or self._versioned(word))
            else:
                found += [part for value in values for part in ([None] if value is None else value.split())]
        return tuple(found)

    def _pattern(self, word: Word) -> str | None:
        """Give a word with wildcards that is known but for what they match."""
        plain = _VARIABLE.sub(self._fixed, word.text.replace('"', ""))
        return plain if _GLOB.search(plain) and not _LEFT_OVER.search(_GLOB.sub("", plain)) else None

    def _versioned(self, word: Word) -> str | None:
        """Give the name of a requirement of which only the version is not known."""
        match = _OF_A_VERSION.match(word.text)
        return match[1] if match else None

    def path(self, text: str | None) -> str | None:
        """Give the absolute path that `text` names, up to the first wildcard; None where not known."""
        if text is None:
            return None
        if text == "~" or text.startswith("~/"):
            return None if self.home is None else posixpath.normpath(self.home + text[1:])
        if text.startswith(("~", "$")):
            return None
        glob = _GLOB.search(text)
        if glob:
            text = text[: glob.start()].rpartition("/")[0] + "/" if "/" in text[: glob.start()] else "."
        if text.startswith("/"):
            return "/" + posixpath.normpath(text).lstrip("/")
        self.relative = True
        return None if self.folder is None else path_in(self.folder, text)

    def place(self, word: Word) -> str | None:
        """Give the path that a word names, or the folder in which its wildcard looks."""
        text = self.text(word)
        if text is None and _GLOB.search(word.text):
            plain = _VARIABLE.sub(self._fixed, word.text.replace('"', ""))
            text = None if _LEFT_OVER.search(plain) else plain
        if text is None and word.text.startswith("~"):
            text = None if _LEFT_OVER.search(word.text) else word.text
        return self.path(text)

    def _fixed(self, match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if name == "HOME" and name not in self.local and name not in self.variables and self.home:
            return self.home
        value = None if name in self.local else self.variables.get(name)
        return match[0] if value is None or not _HARMLESS_VALUE.fullmatch(value) else value


def redirects(command: Command, around: Surroundings, into: Footprint) -> None:
    """Note the files that a command's redirects read and write."""
    for word in command.redirects:
        match = _REDIRECT.fullmatch(word.plain)
        if match is None:
            into.cannot_tell("a redirect cannot be read")
            continue
        target = match["target"].strip()
        if match["sign"].startswith("<<") or _HARMLESS_TARGET.fullmatch(target):
            continue
        if match["sign"] in (">&", "<&") and target.isdigit():
            continue
        path = around.place(Word(target, target if word.value is not None else None, word.span))
        if path is None:
            into.cannot_tell(f"it writes to {target}, which is not known")
        elif match["sign"].startswith("<"):
            into.file(path)
        else:
            into.makes.add(path)
            into.reads |= {path} if ">>" in match["sign"] else set()
