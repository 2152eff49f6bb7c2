"""healthcheck: what a reviewer sees, and that the probes do what they say."""

from __future__ import annotations

import http.server
import json
import shutil
import socket
import subprocess
import sys
import threading

import dockerfile
import pytest

from migrator.service.probes import Probe
from migrator.service.serving_place import Port
from tests.cases import cases, show, sound


@pytest.mark.parametrize("path", cases("healthcheck"))
def test_case(path, seen):
    assert show(path, "healthcheck") == seen


@pytest.mark.parametrize("path", cases("healthcheck"))
def test_every_check_is_read_by_buildkit(path):
    result = sound(path, "healthcheck")

    checks = [
        each for each in dockerfile.parse_string(result.after.text) if each.cmd.upper() == "HEALTHCHECK"
    ]
    assert all(each.json for each in checks if each.value[0].upper() != "NONE")


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers GET of /health; HEAD is no method of it."""

    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found.server_address[1]
    found.shutdown()


@pytest.fixture
def nobody():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _status(words, **variables):
    environment = {"PATH": "/usr/bin:/bin", "http_proxy": "http://127.0.0.1:9", **variables}
    return subprocess.run(words, env=environment, capture_output=True).returncode


@pytest.mark.parametrize("path", ["", "/health"])
def test_a_python_probe_succeeds_where_the_server_answers(server, nobody, path):
    assert _status(Probe("127.0.0.1", Port(server), path).words(sys.executable, wget=False)) == 0
    assert _status(Probe("127.0.0.1", Port(nobody), path).words(sys.executable, wget=False)) == 1


@pytest.mark.parametrize("path", ["", "/health"])
def test_a_python_probe_reads_the_variable(server, path):
    named = Probe("127.0.0.1", Port(None, "PORT"), path).words(sys.executable, wget=True)
    defaulted = Probe("127.0.0.1", Port(None, "PORT", str(server)), path).words(sys.executable, wget=True)

    assert _status(named, PORT=str(server)) == 0
    assert _status(named) == 1
    assert _status(defaulted) == 0


def test_a_python_probe_fails_on_an_error_status(server):
    assert _status(Probe("127.0.0.1", Port(server), "/absent").words(sys.executable, wget=False)) == 1


def test_words_are_safe_in_json():
    words = Probe("::1", Port(8000), "/health").words("python", wget=True)

    assert words[-1] == "http://[::1]:8000/health"
    assert json.loads(json.dumps(words)) == list(words)


@pytest.mark.skipif(not shutil.which("busybox"), reason="no busybox at hand")
def test_busybox_asks_with_get_and_without_a_proxy(server, nobody):
    def words(port, path):
        found = list(Probe("127.0.0.1", Port(port), path).words("python", wget=True))
        at = found.index("-T")  # some builds of busybox have no time-out
        return ["busybox", *found[:at], *found[at + 2 :]]

    assert _status(words(server, "/health")) == 0
    assert _status(words(server, "/absent")) == 1
    assert _status(words(nobody, "/health")) == 1
