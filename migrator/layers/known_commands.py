"""What common commands read and write: a table of shapes, and one way to read each shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from migrator import regex as re
from migrator.layers.fetch_commands import fetch, git
from migrator.layers.footprint import Footprint, Surroundings, is_system
from migrator.shell import Command, program, unwrap
from migrator.source import Word

Handler = Callable[[Command, Surroundings, Footprint], None]

_NO_FILES = """
    echo printf true false : set unset export local shift exit return wait sleep date uname id whoami which
    type hash ulimit umask nproc arch expr seq pwd hostname getconf command break continue basename dirname
    df free ps kill
"""
_READS = """
    cat head tail wc ls stat du sort uniq cut tr file readlink realpath diff cmp
    md5sum sha1sum sha256sum sha512sum
"""
_CHANGES = "rm rmdir touch truncate gzip gunzip bzip2 bunzip2 xz unxz tee strip"
_SKIPS_FIRST = "chmod chown chgrp grep egrep fgrep sed awk"
_COPIES = "cp mv ln install"
_SYSTEM = """
    apt-get apt aptitude apt-key apt-mark apt-cache add-apt-repository dpkg dpkg-reconfigure dpkg-divert apk
    yum dnf microdnf tdnf zypper rpm ldconfig locale-gen localedef update-locale update-ca-certificates
    update-alternatives fc-cache debconf-set-selections yum-config-manager
"""
_ACCOUNTS = """
    useradd adduser groupadd addgroup usermod groupmod userdel deluser groupdel delgroup passwd chpasswd
    gpasswd
"""
_MANAGERS = frozenset(
    {"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "dpkg", "rpm"}
)
_INSTALLS = frozenset(
    {"install", "add", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "update", "-i", "-U"}
)
_OWNERS = frozenset({"chmod", "chown", "chgrp"})
_FIND_RUNS = frozenset({"rm", "chmod", "chown", "strip", "ls", "echo", "test", "sed", "/bin/rm"})
_RECURSIVE = re.compile(r"-[a-zA-Z]*[rR][a-zA-Z]*|--recursive")
_IN_PLACE = re.compile(r"-[a-zA-Z]*i|--in-place")
_TAKES_AWAY = re.compile(r"-[rwxXst]+")
_TESTS_FILE = re.compile(r"-[bcdefghkLOprsSuwxGN]")
_PACKAGE_FILE = re.compile(r"(?:\.{0,2}/|~/).*|.*\.(?:deb|rpm|apk)")
_MAY_BE_FILE = re.compile(r'"?\$|`|\.{0,2}/')
_USER_NAME = re.compile(r"[a-z_][\w-]*")
_BRACES = re.compile(r"([\w./-]*)\{([\w./,-]+)\}([\w./-]*)")
_INSTALLERS = re.compile(
    r"https?://(?:install\.python-poetry\.org|raw\.githubusercontent\.com/python-poetry/poetry/\S+"
    r"|astral\.sh/uv/\S*install\.sh|bootstrap\.pypa\.io/\S*get-pip\.py|sh\.rustup\.rs"
    r"|(?:deb|rpm)\.nodesource\.com/\S+|get\.docker\.com|pdm-project\.org/install-pdm\.py"
    r"|github\.com/astral-sh/uv/releases/\S*install\.sh)"
)


def handler(command: Command) -> Handler | None:
    """Give what reads the words of a command (wrappers taken off), None for a command nobody knows."""
    name = program(command)
    return _HANDLERS.get(name) if name else None


def fetched_script(command: Command, text: str) -> bool:
    """Tell whether a shell or Python runs what a well-known installer's address gives, out of a pipe."""
    inner = unwrap(command)
    runs = re.fullmatch(r"sh|bash|ash|dash|python[0-9.]*", program(inner) or "")
    return bool(command.reads_pipe and runs and _INSTALLERS.search(text))


def _no_files(command: Command, around: Surroundings, into: Footprint) -> None:
    """Note nothing: the command touches no files."""


def _each(words: tuple[Word, ...], around: Surroundings, *into: set[str], found: Footprint) -> None:
    """Put the paths of `words` into each of the sets `into` of a footprint."""
    for word in words:
        path = around.place(word)
        if path is None:
            found.cannot_tell(f"{word.text} is not known before the build")
        else:
            for paths in into:
                paths.add(path)
            found.system = found.system or is_system(path)


def _operands(command: Command) -> tuple[Word, ...]:
    return tuple(word for word in command.words[1:] if not word.text.startswith("-"))


def _behind(words: tuple[Word, ...], *options: str) -> tuple[Word, ...]:
    """Give the words that stand behind one of `options`."""
    return tuple(word for option, word in pairwise(words) if option.text in options)


def _reads(command: Command, around: Surroundings, into: Footprint) -> None:
    if any(word.text.startswith(("-o", "--output")) for word in command.words) and program(command) == "sort":
        into.cannot_tell("where sort writes is not read")
    if not _operands(command) and program(command) in ("ls", "du"):
        _here(around, into)
    for word in _operands(command):
        path = around.path(word.value)
        if path is not None:
            into.file(path)
        else:
            _each((word,), around, into.reads, found=into)


def _here(around: Surroundings, into: Footprint) -> None:
    """Note that the working directory itself is read."""
    path = around.path(".")
    if path is None:
        into.cannot_tell("the folder it runs in is not known")
    else:
        into.reads.add(path)


def _changes(command: Command, around: Surroundings, into: Footprint) -> None:
    """Note what is changed in place, or created where there is nothing yet."""
    appends = any(word.text in ("-a", "--append") for word in command.words)
    creates = program(command) in ("touch", "tee") and not appends
    sets = (into.makes,) if creates else (into.makes, into.reads)
    _each(_operands(command), around, *sets, found=into)


def _skips_first(command: Command, around: Surroundings, into: Footprint) -> None:
    """Read the operands behind a mode, an owner, a pattern or a script."""
    options = [word.text for word in command.words[1:] if word.text.startswith("-")]
    if any(option.startswith(("-f", "--file", "--reference")) for option in options):
        into.cannot_tell(f"{command.name} reads its orders from a file")
    given = _behind(command.words, "-e", "--expression")
    operands = tuple(word for word in _operands(command) if word not in given)
    orders = given or any(option.startswith("--expression=") for option in options)
    takes_away = program(command) == "chmod" and any(_TAKES_AWAY.fullmatch(option) for option in options)
    if not orders and not takes_away:
        operands = operands[1:]
    if not operands and any(_RECURSIVE.fullmatch(option) for option in options):
        _here(around, into)
    sets: list[set[str]] = [into.reads]
    if program(command) in _OWNERS:
        sets.append(into.modes)
    elif program(command) == "sed" and any(_IN_PLACE.match(option) for option in options):
        sets.append(into.makes)
    _each(operands, around, *sets, found=into)


def _copies(command: Command, around: Surroundings, into: Footprint) -> None:
    name, words = program(command), command.words
    if any(word.text.startswith(("-t", "--target-directory", "-D")) for word in words[1:]):
        into.cannot_tell(f"where {name} writes is not read")
        return
    valued = _behind(words, "-m", "-o", "-g", "--mode", "--owner", "--group") if name == "install" else ()
    operands = tuple(word for word in _operands(command) if word not in valued)
    if name == "install" and any(word.text in ("-d", "--directory") for word in words):
        _each(operands, around, into.makes, found=into)
    elif len(operands) < 2:
        into.cannot_tell(f"{name} has one operand")
    else:
        symbolic = name == "ln" and any(re.match(r"-\w*s|--symbolic", word.text) for word in words)
        sets = (into.reads, into.makes) if name == "mv" else (into.reads,)
        _each(() if symbolic else operands[:-1], around, *sets, found=into)
        _each(operands[-1:], around, into.makes, found=into)


def _mkdir(command: Command, around: Surroundings, into: Footprint) -> None:
    modes = _behind(command.words, "-m", "--mode")
    lenient = any(re.fullmatch(r"-\w*p\w*|--parents", word.text) for word in command.words[1:])
    for word in (word for word in _operands(command) if word not in modes):
        for path in _spread(word, around):
            if path is None:
                into.cannot_tell(f"{word.text} is not known before the build")
            else:
                (into.folders if lenient else into.makes).add(path)


def _spread(word: Word, around: Surroundings) -> tuple[str | None, ...]:
    """Give the paths that ``/a/{b,c}`` stands for, or the one of a plain word."""
    match = _BRACES.fullmatch(word.text)
    if match is None:
        return (around.place(word),)
    return tuple(around.path(match[1] + part + match[3]) for part in match[2].split(","))


def _test(command: Command, around: Surroundings, into: Footprint) -> None:
    words = command.words[1:]
    for sign, word in pairwise(words):
        if _TESTS_FILE.fullmatch(sign.text):
            path = around.place(word)
            if path is None:
                into.cannot_tell(f"{word.text} is not known before the build")
            else:
                into.file(path)


def _find(command: Command, around: Surroundings, into: Footprint) -> None:
    words = command.words[1:]
    end = next((index for index, word in enumerate(words) if word.text[:1] in "-(!\\"), len(words))
    runs = {word.text for word in _behind(words, "-exec", "-execdir", "-ok")}
    if runs - _FIND_RUNS or any(word.text.startswith("-fprint") for word in words):
        into.cannot_tell("what find runs is not known")
    if end == 0:
        _here(around, into)
    changes = "-delete" in {word.text for word in words} or bool(runs - {"ls", "echo", "test"})
    _each(words[:end], around, into.reads, *([into.makes] if changes else []), found=into)


def _system(command: Command, around: Surroundings, into: Footprint) -> None:
    """Note a package manager or its like; a package given as a file is read."""
    into.system = True
    words = command.words[1:]
    verbs = {word.text for word in words}
    into.costly = into.costly or (program(command) in _MANAGERS and bool(verbs & _INSTALLS))
    for word in words:
        for text in around.texts((word,)):
            if text is None and _MAY_BE_FILE.match(word.text):
                into.cannot_tell(f"{word.text} is not known before the build")
            elif text is not None and "://" not in text and _PACKAGE_FILE.fullmatch(text):
                _package_file(text, around, into)


def _package_file(text: str, around: Surroundings, into: Footprint) -> None:
    """Note a package that is given as a file, or the folder in which a wildcard looks for such files."""
    path = around.path(text)
    if path is None:
        into.cannot_tell(f"{text} is not known before the build")
    else:
        into.reads.add(path)


def _accounts(command: Command, around: Surroundings, into: Footprint) -> None:
    """Note a command that makes or changes users, and the home that it may make."""
    into.accounts = True
    words = command.words[1:]
    name = around.text(words[-1]) if words else None
    into.makes.add(f"/home/{name}" if name and _USER_NAME.fullmatch(name) else "/home")
    if program(command) in ("useradd", "adduser", "usermod"):
        homes = _behind(words, "-d", "--home", "--home-dir", "-h")
        _each(homes, around, into.makes, found=into)


def _scripted(command: Command, around: Surroundings, into: Footprint) -> None:
    """Note that npm and its like run the project's scripts; only their own settings are known."""
    words = [word.text for word in command.words[1:]]
    if words[:2] == ["config", "set"] or words[:1] == ["--version"]:
        into.system = True
    else:
        into.cannot_tell(f"{command.name} runs scripts of the project")


def _gpg(command: Command, around: Surroundings, into: Footprint) -> None:
    into.system = True
    for word in command.words[1:]:
        if word.text.startswith(("/", "./")) and (path := around.place(word)) is not None:
            into.reads.add(path)
            into.makes.add(path)


def _table() -> Mapping[str, Handler]:
    shapes: tuple[tuple[str, Handler], ...] = (
        (_NO_FILES, _no_files),
        (_READS, _reads),
        (_CHANGES, _changes),
        (_SKIPS_FIRST, _skips_first),
        (_COPIES, _copies),
        (_SYSTEM, _system),
        (_ACCOUNTS, _accounts),
        ("mkdir", _mkdir),
        ("test [ [[", _test),
        ("find", _find),
        ("curl wget tar bsdtar unzip", fetch),
        ("git", git),
        ("npm yarn pnpm", _scripted),
        ("gpg", _gpg),
    )
    return {name: each for names, each in shapes for name in names.split()}


_HANDLERS: Mapping[str, Handler] = _table()
