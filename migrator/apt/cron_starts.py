"""Files that start Debian's cron in a container, though no instruction names them."""

from __future__ import annotations

from itertools import islice

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.source import line_at

_MAX_FILES = 1_000
_MAX_BYTES = 64 * 1024
_NAMES = re.compile(
    r"(?:.*/)?(?:[^/]+\.(?:conf|cfg|ini|sh|bash|ya?ml|service)|Procfile[^/]*|[^/]*supervisor[^/]*|entrypoint[^/]*)"
)
_STARTS = re.compile(
    r"^(?![ \t]*[#;])[^\n]*?(?:/usr/sbin/cron(?![\w./-])|(?<![\w./-])cron[ \t]+-[fnlL]"
    r"|(?:\bservice[ \t]+|/etc/init\.d/)cron[ \t]+(?:re)?start\b)",
    re.MULTILINE,
)


def cron_started(build: BuildContext) -> str:
    """Give the place in the build context that starts cron as on Debian, "" where none does.

    Settings of supervisor and scripts that the container finds in a mount are named by no instruction.
    """
    return build.learnt(("cron started",), lambda: _found(build))


def _found(build: BuildContext) -> str:
    for name in islice(filter(_NAMES.fullmatch, build.own_files), _MAX_FILES):
        text = build.read(name, _MAX_BYTES) or ""
        if match := _STARTS.search(text):
            return f"{name}:{line_at(text, match.end())}"
    return ""
