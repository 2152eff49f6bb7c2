"""Starts an image and asks it: on the port and path that are given, or that the image itself tells."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from migrator.verify.engines import Container, Engine
from migrator.verify.logs import tail
from migrator.verify.model import Started
from migrator.verify.processes import HindranceError, ProcessError

_PAUSE = 0.2
_LITTLE_WHILE = 10.0
_URL = re.compile(
    r"http://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?P<port>:\d+)?(?P<path>/[^\s'\"|;)]*)?"
)


class ProbeError(Exception):
    """An address cannot be asked; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Where a service answers."""

    port: int
    path: str = "/"


def parse(text: str) -> Probe:
    """Read an address, ``http://:8000/healthz``; raises ProbeError."""
    try:
        parts = urlsplit(text)
        port = parts.port or 80
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme != "http" or (parts.hostname or "localhost") not in ("localhost", "127.0.0.1"):
        raise ProbeError(f"{text!r}: write http://:PORT/PATH")
    return Probe(port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def probe_of(configuration: Mapping[str, object]) -> Probe | None:
    """Give where an image says that it answers: its health check, else the first port that it exposes."""
    health = configuration.get("healthcheck")
    words = health.get("Test") if isinstance(health, dict) else None
    match = _URL.search(" ".join(map(str, words))) if isinstance(words, list) else None
    if match:
        return Probe(int((match["port"] or ":80")[1:]), match["path"] or "/")
    ports = configuration.get("ports")
    numbers = [int(each.split("/")[0]) for each in ports if _is_tcp(each)] if isinstance(ports, list) else []
    return Probe(min(numbers)) if numbers else None


def _is_tcp(port: object) -> bool:
    return bool(re.fullmatch(r"\d+(/tcp)?", str(port)))


def started(
    engine: Engine,
    image: str,
    probe: Probe | None,
    name: str,
    log: Path,
    limit: float,
    *,
    ends: bool = False,
    sure: bool = True,
) -> Started:
    """Start an image, wait for its answer at most `limit` seconds, end it; what it said is in `log`.

    It is no problem that it does not answer where it was not `sure` that it would. One that cannot be
    asked is waited for a little while: it runs then, or has ended. Where it is known to end, as the image
    does that it is compared with, it gets all of the time for that.
    """
    begun = time.monotonic()
    try:
        with engine.start(image, (probe.port,) if probe else (), name, log) as container:
            try:
                patience = limit if probe or ends else min(limit, _LITTLE_WHILE)
                answer, code = _waited(container, probe, time.monotonic() + patience)
            finally:
                container.save_log(log)
    except ProcessError as error:
        hindered = isinstance(error, HindranceError)
        return Started(problem=f"cannot be started here: {error}", hindered=hindered)
    said = tail(log.read_text("utf-8", "replace")) if log.exists() else ""
    silent = probe is not None and answer is None and code is None
    problem = f"no answer on port {probe.port} within {limit:.0f} s" if probe and silent and sure else ""
    return Started(answer, code, time.monotonic() - begun, said, problem)


def _waited(container: Container, probe: Probe | None, end: float) -> tuple[int | None, int | None]:
    """Wait for an answer, the container's own end, or the time."""
    while time.monotonic() < end:
        code = container.exit_code()
        answer = _asked(container, probe) if probe and code is None else None
        if answer is not None or code is not None:
            return answer, code
        time.sleep(_PAUSE)
    return None, None


def _asked(container: Container, probe: Probe) -> int | None:
    try:
        host, port = container.address(probe.port)
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", probe.path, headers={"Host": f"localhost:{probe.port}"})
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, ProcessError, http.client.HTTPException):
        return None
