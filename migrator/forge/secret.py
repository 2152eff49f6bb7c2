"""Tokens that do not show themselves, and texts that show none."""

from __future__ import annotations

import base64
from urllib.parse import quote

from migrator import regex as re
from migrator.records import dataclass

_USERINFO = re.compile(r"(?<=://)[^/@\s]+@")


class Secret:
    """A token: nothing but `reveal` gives it, no repr, no formatting, no comparison."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(…)"

    def reveal(self) -> str:
        """Give the token, for the one place that sends it."""
        return self._value

    def basic(self, user: str) -> str:
        """Give the value of an Authorization header that git over HTTP understands."""
        return "Basic " + base64.b64encode(f"{user}:{self._value}".encode()).decode()


@dataclass(frozen=True)
class Redactor:
    """Takes the secrets, in every form in which they are sent, and all credentials in URLs out of a text."""

    secrets: tuple[Secret, ...] = ()
    users: tuple[str, ...] = ()

    def __call__(self, text: str) -> str:
        """Give `text` without any secret."""
        for form in self._forms():
            text = text.replace(form, "[token]")
        return _USERINFO.sub("", text)

    def _forms(self) -> tuple[str, ...]:
        forms = []
        for secret in self.secrets:
            plain = secret.reveal()
            forms += [secret.basic(user).removeprefix("Basic ") for user in self.users]
            forms += [plain, quote(plain, safe="")]
        return tuple(form for form in forms if form)
