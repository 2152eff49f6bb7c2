r"""What commands print that is one word, whatever the machine: for ``$( )`` without quotes.

Facts of 2026-11-30, by the manual pages of coreutils 9.1, dpkg 1.21, lsb-release 12, OpenSSL 3.0, git 2.39,
rpm 4.18, apk-tools 2.14, pip 25 and Python 3.12, and os-release(5). What is not here may print anything:
``x.__version__`` has blanks in psycopg2.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from migrator import regex as re
from migrator.requirements.installers import installer_words
from migrator.shell import Command, program, unwrap


class Worth(enum.IntEnum):
    """How many words an expansion is without quotes, the surest first."""

    ONE = 1
    """One word, and never another number."""
    PRINTED = 2
    """One word, where the command that prints it does its work."""
    NAMED = 3
    """The name of one file."""
    SOME = 4
    """One word or none."""
    UNKNOWN = 5
    """Nobody can tell from here."""
    MANY = 6
    """Several words, or a pattern, as is written."""


_PATH = r"[\w./+@:%-]+"
_WORD = r"[^\s*?\[\]\\]+"
_PRINTING: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "apk": r"--print-arch",
        "arch": r"",
        "basename": rf"(?:-- )?{_WORD}(?: {_WORD})?",
        "dirname": _WORD,
        "dpkg": r"--print-architecture",
        "dpkg-architecture": r"(?:-q ?|--query[= ])\w+",
        "getconf": r"(?!GNU_)\w+",
        "git": r"rev-parse (?:--short(?:=\d+)? |--verify |--abbrev-ref )*(?!\S*\.\.)[\w./-]+(?:[~^]\d*)?",
        "id": r"-(?:u|g|un|gn|nu|ng)(?: [\w.-]+)?",
        "lsb_release": r"-(?:[cr]s|s[cr]|[cr] -s|s -[cr]|-codename --short|-release --short)",
        "mktemp": rf"(?:(?:-[dqu]+|--directory|-t|-p {_PATH}|--suffix={_PATH})(?: |\Z))*(?:{_PATH})?",
        "nproc": r"(?:--all|--ignore[= ]\d+)?(?: --all| --ignore[= ]\d+)?",
        "pg_config": r"--(?:bindir|libdir|includedir|includedir-server|pkglibdir|sharedir)",
        "readlink": rf"-(?:f|e|m) {_WORD}",
        "realpath": rf"(?:-[esm] )?{_WORD}",
        "rpm": r"(?:-E|--eval) %(?:\{(?:fedora|rhel|_arch)\}|fedora|rhel|_arch)",
        "uname": r"(?:-[msrnp])?",
        "uuidgen": r"(?:-[rt])?",
        "whoami": r"",
    }.items()
}  # fmt: skip
_ONE_LINE_OF_PYTHON = re.compile(
    r"(?:\s*(?:import [\w.]+(?: as \w+)?(?:, *[\w.]+)*|from [\w.]+ import \w+(?: as \w+)?(?:, *\w+)*)\s*;)*"
    r"\s*print\((?:(?:os\.)?path\.dirname\(\w+(?:\.\w+)*\.__file__\)|\w+(?:\.\w+)*\.__file__"
    r"|\w+(?:\.\w+)*\.__path__\[0\]|sys\.(?:base_)?(?:prefix|executable)|site\.getsitepackages\(\)\[0\]"
    r"|(?:site\.)?getusersite\(\)|sysconfig\.get_paths?\(\)?['\"(\[]*\w+['\"]*[)\]]+"
    r"|(?:distutils\.)?sysconfig\.get_python_lib\(\))\)\s*;?\s*"
)
_DATE = re.compile(r"\+(?:%[YmdHMSsjNFTDyuwVGz]|[\w.:/-])+")
_SECRET = re.compile(r"passwd(?: -(?:\d|apr1|crypt|salt [\w.]+))* [^\s-]\S*|rand -hex \d{1,3}")
_MODULE_SITE = re.compile(r"--user-(?:site|base)")
_PYTHON = re.compile(r"python[0-9.]*")
_PIP_SHOW = re.compile(r"pip[0-9.]* show [\w.-]+|uv pip show [\w.-]+")
_LOCATION = (
    re.compile(r"sed (?:-n (?:-e )?|-ne )s([/|,#@])\^?Location: \1\1p"),
    re.compile(r"awk /\^?Location:?/ ?\{ ?print \$(?:2|NF);? ?\}"),
    re.compile(
        r"grep (?:-i \^|\^?)Location:?(?: \|"
        r" (?:cut (?:-d ?[ :]) -f ?2|awk \{ ?print \$(?:2|NF);? ?\}|sed (?:-e )?s([/|,#@])\^?Location: \1\1))"
    ),
)
_FILTERS: Mapping[str, re.Pattern[str]] = {
    "cut": re.compile(r"(?:-d ?\S|-[fc] ?[\d,-]+)(?: (?:-d ?\S|-[fc] ?[\d,-]+))?"),
    "sed": re.compile(r"(?:-[Er] |-e )*(?:s([/|,#@])(?:(?!\1)[^\s\\])*\1(?:(?!\1)[^\s\\*?\[])*\1g?;?)+"),
    "tr": re.compile(r"-d [\w.:-]+|(?:\[:\w+:\]|[\w.:-]+) (?:\[:\w+:\]|[\w.:-]+)"),
    "head": re.compile(r"(?:-n ?1|-1|-n ?\+?1)"),
    "tail": re.compile(r"(?:-n ?1|-1)"),
    "awk": re.compile(r"(?:-F ?\S+ )?\{ ?print \$\d;? ?\}"),
}


def printed(command: Command, texts: Sequence[str]) -> Worth:
    """Give what a command prints; `texts` are its arguments, with some word for what is known to be one."""
    inner = unwrap(command)
    name = program(inner) or ""
    texts = texts[len(command.words) - len(inner.words) :]
    if _PYTHON.fullmatch(name):
        return _by_python(texts)
    if name == "date":
        return _date(texts)
    if name == "openssl":
        return _secret(texts)
    pattern = _PRINTING.get(name)
    return Worth.PRINTED if pattern and pattern.fullmatch(" ".join(texts)) else Worth.UNKNOWN


def _by_python(texts: Sequence[str]) -> Worth:
    if len(texts) == 2 and texts[0] == "-c" and _ONE_LINE_OF_PYTHON.fullmatch(texts[1]):
        return Worth.PRINTED
    if list(texts[:2]) == ["-m", "site"] and _MODULE_SITE.fullmatch(" ".join(texts[2:])):
        return Worth.PRINTED
    return Worth.UNKNOWN


def _secret(texts: Sequence[str]) -> Worth:
    """Read ``openssl passwd``: where it fails, empty would be an account without a password."""
    return Worth.SOME if _SECRET.fullmatch(" ".join(texts)) else Worth.UNKNOWN


def _date(texts: Sequence[str]) -> Worth:
    """Read ``date -u -d "2 days ago" +%F``."""
    rest = list(texts)
    while rest and rest[0].startswith("-"):
        del rest[: 2 if rest[0] in ("-d", "-r") else 1]
    return Worth.PRINTED if len(rest) == 1 and _DATE.fullmatch(rest[0]) else Worth.UNKNOWN


def is_filtered(command: Command) -> bool:
    """Tell whether a command prints one word or none where it reads one word."""
    pattern = _FILTERS.get(program(command) or "")
    values = [word.value for word in command.arguments]
    return pattern is not None and None not in values and bool(pattern.fullmatch(" ".join(map(str, values))))


def is_location(members: Sequence[Command]) -> bool:
    """Tell whether a pipeline prints a package's folder: ``pip show NAME | sed -n 's/Location: //p'``."""
    if not members or not _PIP_SHOW.fullmatch(" ".join(installer_words(members[0]))):
        return False
    values = [[word.value or "\0" for word in each.words] for each in members[1:]]
    behind = " | ".join(" ".join(each) for each in values)
    return any(pattern.fullmatch(behind) for pattern in _LOCATION)
