"""Python code that has pip install something while its container runs: it may want compilers then."""

from __future__ import annotations

from itertools import islice

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.source import line_at

_MAX_FILES = 2_000
_MAX_BYTES = 256 * 1024
_ASIDE = re.compile(
    r"(?:.*/)?(?:(?:tests?|docs?|examples?|scripts?|tools?|ci|dev|build|benchmarks?|migrations)/.*"
    r"|(?:setup|conftest|noxfile|tasks|fabfile|(?:install|build|test)[^/]*)\.py)"
)
"""What is called by developers and builds, not by the program that runs."""
_INSTALLS = re.compile(
    r"[\"']pip3?[\"'][\s,]+[\"']install[\"']|\bpip(?:\._internal)?\.main\(\s*\[?\s*[\"']install[\"']"
    r"|(?:\.system|\.run|\.call|\.check_call|\.check_output|Popen|create_subprocess_shell)\(\s*f?[\"']"
    r"(?:[\w./{}-]*python3?[\w.{}]* -m )?pip3? install\b"
)


def installs_while_running(build: BuildContext) -> str:
    """Give where code of the build context calls ``pip install``, "" where none does."""
    return build.learnt(("installs while running",), lambda: _found(build))


def _found(build: BuildContext) -> str:
    sources = (name for name in build.own_files if name.endswith(".py") and not _ASIDE.fullmatch(name))
    for name in islice(sources, _MAX_FILES):
        text = build.read(name, _MAX_BYTES) or ""
        if "pip" in text and (match := _INSTALLS.search(text)):
            return f"{name}:{line_at(text, match.start())}"
    return ""
