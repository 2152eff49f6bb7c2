"""Commands that ask a server in its own container whether it is well, without curl."""

from __future__ import annotations

from migrator.records import dataclass
from migrator.service.serving_place import Port

TIMEOUT = 4
"""Seconds that a probe waits: less than Docker does, so that it says itself what went wrong."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What to ask: a GET of `path`, or without one only whether the port takes a connection."""

    host: str
    port: Port
    path: str = ""

    def words(self, python: str, *, wget: bool) -> tuple[str, ...]:
        """Give the command as words: busybox's wget for a fixed address, else Python."""
        if self.path and wget and self.port.number is not None:
            address = f"http://{self._host_in_url}:{self.port.number}{self.path}"
            return ("wget", "-q", "-Y", "off", "-T", str(TIMEOUT), "-O", "/dev/null", address)
        return (python, "-c", self._http() if self.path else self._connect())

    def _http(self) -> str:
        """Give a program that fails unless the answer is a success; no proxy is asked."""
        opened = f"r.build_opener(r.ProxyHandler({{}})).open({self._address()}, timeout={TIMEOUT})"
        return f"import {'os, ' if self.port.number is None else ''}urllib.request as r; {opened}"

    def _address(self) -> str:
        if self.port.number is not None:
            return f"'http://{self._host_in_url}:{self.port.number}{self.path}'"
        return f"'http://{self._host_in_url}:' + {self._from_environment()} + '{self.path}'"

    def _connect(self) -> str:
        modules = "socket" if self.port.number is not None else "os, socket"
        port = str(self.port.number) if self.port.number is not None else self._from_environment()
        return f"import {modules}; socket.create_connection(('{self.host}', {port}), {TIMEOUT})"

    def _from_environment(self) -> str:
        name, default = self.port.variable, self.port.default
        return f"os.environ.get('{name}', '{default}')" if default else f"os.environ['{name}']"

    @property
    def _host_in_url(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host
