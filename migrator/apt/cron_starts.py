"""What starts Debian's cron in a container: instructions, and files that no instruction names."""

from __future__ import annotations

from itertools import islice

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile, Instruction
from migrator.line_names import named_line
from migrator.shell import program, unwrap
from migrator.shell.run_as import script_at
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


def cron_started(dockerfile: Dockerfile, build: BuildContext) -> str:
    """Give the place that starts cron as on Debian, in the file or its build context, "" where none does.

    Settings of supervisor and scripts that the container finds in a mount are named by no instruction.
    """
    called = next((one for one in dockerfile.instructions if _calls(dockerfile, one)), None)
    return named_line(called.line) if called else build.learnt(("cron started",), lambda: _found(build))


def _calls(dockerfile: Dockerfile, one: Instruction) -> bool:
    """Tell whether an instruction calls cron, or names it and cannot be read."""
    if one.inner.keyword not in ("RUN", "CMD", "ENTRYPOINT") or "cron" not in one.value.text:
        return False
    script = script_at(dockerfile, one)
    return script.opaque is not None or any(program(unwrap(each)) == "cron" for each in script.commands)


def _found(build: BuildContext) -> str:
    for name in islice(filter(_NAMES.fullmatch, build.own_files), _MAX_FILES):
        text = build.read(name, _MAX_BYTES) or ""
        if match := _STARTS.search(text):
            return f"{name}:{line_at(text, match.end())}"
    return ""
