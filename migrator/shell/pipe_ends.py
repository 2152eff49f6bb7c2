"""Which commands end well exactly when they did what they should, and which read all that a pipe gives.

Facts of 2026-11-29, by the manuals of curl, GNU wget, coreutils, gpg, poetry, pip and uv, and tried: GNU tar
1.34 waits for its decompressor, which reads to the end, and reads whole records of what is not compressed;
busybox's tar reads to the end. What is in neither list is not known: a ``grep`` that finds nothing fails,
``head`` goes before the other side has said all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from migrator import regex as re
from migrator.shell.model import Command
from migrator.shell.wrappers import SHELLS, program, reads_stdin, unwrap

NEVER_FAIL = frozenset({"echo", "printf"})
_OF_FILES = frozenset({
    "cat", "tac", "tail", "sort", "uniq", "cut", "paste", "base64", "wc", "gzip", "gunzip", "zcat", "xz",
    "unxz", "xzcat", "bzip2", "bunzip2", "bzcat", "zstd", "unzstd", "zstdcat", "md5sum", "sha1sum",
    "sha256sum", "sha512sum"
})  # fmt: skip
"""Filters that read a file instead where one is named."""
_FILTERS = _OF_FILES | {"tr", "tee", "jq", "envsubst"}
_WRITERS = (
    NEVER_FAIL
    | _FILTERS
    | frozenset(["curl", "uname", "date", "nproc", "arch", "basename", "dirname", "seq", "lsb_release"])
)
_READERS = frozenset(
    ["tr", "tee", "envsubst", "gpg", "chpasswd", "patch", "debconf-set-selections", "crontab"]
)
_ONLY = {"gpg": "--dearmor", "dpkg": "--print-architecture", "apk": "--print-arch"}
_LISTS = re.compile(
    r"(?:python[\d.]*\s+-m\s+)?(?:poetry|uv|pip[\d.]*|pipenv)(?:\s+-\S+)*\s+(?:pip\s+)?"
    r"(?:export|freeze|list|show|compile|requirements)(?:\s|\Z)"
)
_INSTALLS = re.compile(r"(?:python[\d.]*\s+-m\s+)?(?:uv\s+pip|uv|pip[\d.]*|poetry\s+run\s+pip)\s")
_TO_OUTPUT = re.compile(r"\s(?:-[a-zA-Z]*O\s*-|--output-document=-)(?:\s|\Z)")
_PYTHON = re.compile(r"python[\d.]*")
_WHOLE = re.compile(r"json\.load\(sys\.stdin\)|sys\.stdin\.read\(\)")
_STOPS_GREP = re.compile(r"-[a-zA-Z]*[qmlL]|--(?:quiet|silent|max-count|files)")
_TAR_LETTERS = re.compile(r"-?[a-zA-Z]+")
_FILE = re.compile(r"(?![-+\d,]).{3,}", re.DOTALL)
_INPUT = re.compile(r"[0-9]*<")
_DROPPED = re.compile(r"(?:2|&)>>?\s*/dev/null")


def may_fail_well(command: Command) -> bool:
    """Tell whether a command that writes into a pipe may fail where all is as it should be."""
    inner = unwrap(command)
    name = program(inner) or ""
    quiet = any(_DROPPED.match(each.text) for each in command.redirects)
    if quiet or {"xargs", "timeout"} & set(inner.wrappers):
        return True  # what hides its complaints is expected to have some
    if name == "wget":
        return not _TO_OUTPUT.search(_text(inner))
    if name in ("sed", "awk", "gawk", "mawk"):
        return not _reads_all(inner)
    if name == "jq":
        return bool(re.search(r"\s(?:-[a-zA-Z]*e|--exit-status)", _text(inner)))
    if name in _ONLY:
        return _ONLY[name] not in _values(inner)
    return name not in _WRITERS and not _LISTS.match(_text(inner))


def may_stop_early(command: Command) -> bool:
    """Tell whether a command may go before it has read all of its pipe, which then breaks for who writes."""
    if any(_INPUT.match(each.text) for each in command.redirects):
        return True
    inner = unwrap(command)
    return "xargs" not in inner.wrappers and not _reads_all(inner)


def _reads_all(inner: Command) -> bool:
    name = program(inner) or ""
    if name in _READERS:
        return True
    if name in _OF_FILES:
        return not any(_FILE.fullmatch(each or "$x/") for each in _values(inner)[1:])
    if name == "jq":
        return sum(not (each or "x").startswith("-") for each in _values(inner)[1:]) < 2
    if name in SHELLS:
        return reads_stdin(inner) or _value(inner, 1) == "/dev/stdin"
    if _PYTHON.fullmatch(name):
        if _INSTALLS.match(_text(inner)):
            return "/dev/stdin" in _values(inner)
        return len(inner.words) == 1 or _value(inner, 1) == "-" or bool(_WHOLE.search(_text(inner)))
    special = _SPECIAL.get(name)
    return special is not None and special(inner)


def _grep(inner: Command) -> bool:
    return None not in _values(inner) and not any(
        _STOPS_GREP.match(each or "") for each in _values(inner)[1:]
    )


def _sed(inner: Command) -> bool:
    return not any(word.value is None or "q" in word.value.lower() for word in inner.arguments)


def _awk(inner: Command) -> bool:
    return not any("exit" in (word.value or word.text) for word in inner.arguments)


def _tar(inner: Command) -> bool:
    """Tell whether tar takes its archive from the pipe, all of it."""
    values = [each or "" for each in _values(inner)[1:]]
    if any(each.startswith(("--occurrence", "--fast-read", "--file")) for each in values):
        return "--file=-" in values
    letters = [
        each for index, each in enumerate(values) if _TAR_LETTERS.fullmatch(each) and _is_option(index, each)
    ]
    named = any("f" in each for each in letters) and "-" not in values
    return any(set(each) & set("xt") for each in (*letters, *_long(values))) and not named


def _is_option(index: int, value: str) -> bool:
    return index == 0 or value.startswith("-")


def _long(values: list[str]) -> list[str]:
    return ["x" for each in values if each in ("--extract", "--get", "--list")]


def _apt_key(inner: Command) -> bool:
    return _values(inner)[1:] == ("add", "-")


def _from_input(inner: Command) -> bool:
    return "/dev/stdin" in _values(inner)


_SPECIAL: Mapping[str, Callable[[Command], bool]] = {
    "grep": _grep,
    "sed": _sed,
    "awk": _awk,
    "gawk": _awk,
    "mawk": _awk,
    "tar": _tar,
    "apt-key": _apt_key,
    "install": _from_input,
    "uv": _from_input,
    "pip": _from_input,
    "pip3": _from_input,
}


def _values(inner: Command) -> tuple[str | None, ...]:
    return tuple(word.value for word in inner.words)


def _value(inner: Command, index: int) -> str | None:
    return inner.words[index].value if index < len(inner.words) else None


def _text(inner: Command) -> str:
    """Give a command as one line, its program without a path."""
    return " ".join((program(inner) or "", *(word.value or word.text for word in inner.arguments)))
