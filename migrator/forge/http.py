"""JSON over HTTP to one forge: authorised, paced, tried again where that is safe, read conditionally."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from migrator.forge.model import ForgeError, LimitError, LostAnswerError
from migrator.forge.records import Record
from migrator.forge.secret import Redactor
from migrator.forge.throttle import Throttle
from migrator.records import dataclass
from migrator.report.text import printable
from migrator.version import __version__

if TYPE_CHECKING:
    import httpx

ATTEMPTS = 5
_PAGES = 1000
"""Pages of a list that are read: what is not seen might be opened twice, so more are an error."""
_TIMEOUT = 30.0


@dataclass
class Cache:
    """Answers with their ETags, by URL; `used` are those of this run, the only ones worth keeping."""

    known: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    used: dict[str, tuple[str, str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Api:
    """The API below `root`; `headers` authorise, and go to no other host."""

    root: str
    headers: Mapping[str, str] = field(repr=False)
    throttle: Throttle
    cache: Cache
    redact: Redactor
    client: httpx.Client

    def get(self, path: str, **query: str) -> Record:
        """Give what stands at `path`."""
        return Record(_json(self._read(self._url(path, query))[0]))

    def maybe(self, path: str, **query: str) -> Record | None:
        """Give what stands at `path`, None where there is nothing or the token may not see it."""
        try:
            return self.get(path, **query)
        except ForgeError as error:
            if error.status not in (403, 404):
                raise
        return None

    def pages(self, path: str, **query: str) -> Iterator[Record]:
        """Give the entries of the list at `path`, page by page."""
        url: str | None = self._url(path, query)
        for _ in range(_PAGES):
            if url is None:
                return
            text, after = self._read(url)
            yield from Record(_json(text)).records()
            url = after
        if url is not None:
            raise ForgeError(f"GET {path}: more than {_PAGES} pages")

    def write(self, method: str, path: str, body: Mapping[str, object], *, repeatable: bool = True) -> Record:
        """Send `body`. Not `repeatable`: raises LostAnswerError where it is not known whether it was done."""
        url = self._url(path, {})
        for attempt in range(ATTEMPTS):
            self.throttle.before_write()
            answer = self._send(method, url, json.dumps(body))
            if answer is not None and not self._again(method, url, answer, attempt):
                return Record(_json(answer.text))
            if (answer is None or answer.status_code >= 500) and not repeatable:
                raise LostAnswerError(f"{method} {path}: no answer that says whether it was done")
            if answer is None or answer.status_code >= 500:
                self.throttle.wait(2.0**attempt)
        raise ForgeError(f"{method} {path}: gave up after {ATTEMPTS} attempts")

    def _url(self, path: str, query: Mapping[str, str]) -> str:
        import httpx

        return str(httpx.URL(self.root + path, params=dict(query) or None))

    def _read(self, url: str) -> tuple[str, str | None]:
        """Give the text at `url` and the URL of the next page."""
        for attempt in range(ATTEMPTS):
            known = self.cache.known.get(url) or self.cache.used.get(url)
            answer = self._send("GET", url, None, {"If-None-Match": known[0]} if known else {})
            if answer is not None and answer.status_code == 304 and known:
                self.cache.used[url] = known
                return known[1], self._following(answer) or known[2] or None
            if answer is not None and not self._again("GET", url, answer, attempt):
                return self._remembered(url, answer)
            if answer is None or answer.status_code >= 500:
                self.throttle.wait(2.0**attempt)
        raise ForgeError(f"GET {urlsplit(url).path}: gave up after {ATTEMPTS} attempts")

    def _remembered(self, url: str, answer: httpx.Response) -> tuple[str, str | None]:
        following = self._following(answer)
        etag = answer.headers.get("etag", "")
        if etag:
            self.cache.used[url] = (etag, answer.text, following)
        return answer.text, following or None

    def _following(self, answer: httpx.Response) -> str:
        """Give the URL of the next page, "" where there is none."""
        following = answer.links.get("next", {}).get("url", "")
        if following and not self._is_ours(following):
            raise ForgeError("the forge names a next page on another host; the token does not go there")
        return following

    def _send(
        self, method: str, url: str, text: str | None, more: Mapping[str, str] | None = None
    ) -> httpx.Response | None:
        """Give the answer, None where there was none; follows redirects on the forge's own host alone."""
        import httpx

        headers = {**self.headers, "User-Agent": f"dfmigrate/{__version__}", **(more or {})}
        if text is not None:
            headers["Content-Type"] = "application/json"
        for _ in range(3):
            try:
                answer = self.client.request(method, url, content=text, headers=headers, timeout=_TIMEOUT)
            except httpx.TransportError:
                return None
            if answer.status_code not in (301, 302, 307, 308):
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
            if not self._is_ours(url) or (method != "GET" and answer.status_code in (301, 302)):
                raise ForgeError("the repository has moved: set the remote to where it is now")
        raise ForgeError("the forge redirects in a circle")

    def _is_ours(self, url: str) -> bool:
        return urlsplit(url)[:2] == urlsplit(self.root)[:2]

    def _again(self, method: str, url: str, answer: httpx.Response, attempt: int) -> bool:
        """Tell whether to try again, after the pause that the answer asks for; raises ForgeError for a no."""
        status = answer.status_code
        if status < 400:
            return False
        message = self._message(answer)
        pause = self.throttle.limit(status, answer.headers, message, attempt)
        if pause is not None:
            if attempt == ATTEMPTS - 1:
                raise LimitError(f"{method} {urlsplit(url).path}: still too fast after {ATTEMPTS} attempts")
            self.throttle.wait(pause)
            return True
        if status >= 500:
            return True
        raise ForgeError(f"{method} {urlsplit(url).path}: {status} {message}".rstrip(), status)

    def _message(self, answer: httpx.Response) -> str:
        record = Record(_json(answer.text))
        told = [record.text("message"), record.text("error"), *record.texts("message")]
        told += [each.text("message") or each.text("code") for each in record.records("errors")]
        told += record.texts("errors")
        return printable(self.redact("; ".join(dict.fromkeys(each for each in told if each))))[:300]


def _json(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return None
    return value
