"""Proxies that apt alone is told of."""

from __future__ import annotations

from migrator import regex as re
from migrator.apt.commands import AptCall

_PROXY = re.compile(
    r"\b(?:https?|ftp)(?:::|\s*\{\s*)Proxy(?:::[\w.-]+)?[\s\\\"'=]+(?P<value>\$\{?\w+|[\w.-]+[:.])",
    re.IGNORECASE,
)
_PROXY_OF_APK = re.compile(r"\$\{?(?:https?|all)_proxy", re.IGNORECASE)
"""The variables that apk reads as well."""


def proxy_of_apt_alone(call: AptCall) -> bool:
    """Tell whether a command sends apt through a proxy, and apk would not go there.

    A proxy that a build may leave out, since the file asks whether a variable names one, does not count.
    """
    words = (*call.inner.words, *call.inner.redirects)
    match = _PROXY.search(" ".join(word.text for word in words))
    if match is None or _PROXY_OF_APK.match(match["value"]):
        return False
    before = call.command.before
    is_asked = "if" in call.command.nesting or (before is not None and before.text == "||")
    return not (match["value"].startswith("$") and is_asked)
