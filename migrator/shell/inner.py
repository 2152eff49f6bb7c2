"""Scripts that a command hands to a shell as text: what speaks against reading them in place."""

from __future__ import annotations

from migrator import regex as re

_VARIABLE = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\}|[0-9@*#?!-])")
_CONTINUATION = re.compile(r"\\\n")


def opaque_quoting(text: str) -> str | None:
    """Say why the script inside the quoted word `text` cannot be read in place; None if it can."""
    if len(text) < 2 or text[0] not in "'\"" or text.find(text[0], 1) != len(text) - 1:
        return "the script is not one quoted word"
    return opaque_expansion(text[1:-1]) if text[0] == '"' else None


def opaque_expansion(body: str) -> str | None:
    """Say why a body that a shell expands first may read differently afterwards."""
    plain = _CONTINUATION.sub("", body)
    fixed = _VARIABLE.sub("", plain)
    if re.search(r"[\\`$]", fixed):
        return "the script is escaped or computed"
    if fixed != plain and "'" in plain:
        return "the script quotes a variable that is expanded before"
    return None
