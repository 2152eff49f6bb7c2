"""An engine that only answers, a service that is asked, and a project to verify."""

from __future__ import annotations

import copy
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from migrator.cli import main

IMAGE = {
    "config": {
        "Env": ["PATH=/usr/local/bin", "PYTHON_VERSION=3.12.1"],
        "Cmd": ["python"],
        "WorkingDir": "/app",
    },
    "size": "100000000",
    "contents": {
        "python": "3.12",
        "distributions": {"flask": "3.0"},
        "scripts": {"flask": "flask"},
        "folder": "/app",
        "files": {"app.py": "-rw-r--r-- root:root"},
    },
}
DOCKERFILE = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install flask==3.0\n"


class World:
    """A folder with a project, and programs on PATH that stand for engines."""

    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.project = folder / "project"
        self.project.mkdir()
        (self.project / "Dockerfile").write_text(DOCKERFILE)
        (self.project / "app.py").write_text("print()\n")
        self.says = {"before": copy.deepcopy(IMAGE), "after": copy.deepcopy(IMAGE), "fails": []}
        monkeypatch.setenv("PATH", str(self.bin))
        monkeypatch.chdir(self.project)

    def program(self, *names):
        text = Path(__file__).with_name("fake_engine.py").read_text()
        for name in names:
            path = self.bin / name
            path.write_text(f"#!{sys.executable} -IS\n{text}")
            path.chmod(0o755)

    def verify(self, *arguments, path="Dockerfile"):
        (self.bin / "says.json").write_text(json.dumps(self.says))
        before = {path: path.read_bytes() for path in self.project.rglob("*") if path.is_file()}
        logs = ("--logs", str(self.folder / "logs"))
        result = CliRunner().invoke(main, ["verify", path, *logs, "--isolated", *arguments])
        assert {path: path.read_bytes() for path in self.project.rglob("*") if path.is_file()} == before
        return result

    def json(self, *arguments):
        result = self.verify("--output-format", "json", *arguments)
        (file,) = json.loads(result.stdout)["files"]
        return file

    @property
    def calls(self):
        return _lines(self.bin / "calls.jsonl")

    @property
    def built(self):
        return _lines(self.bin / "built.jsonl")


def _lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def world(tmp_path, monkeypatch):
    made = World(tmp_path, monkeypatch)
    made.program("docker")
    return made


@pytest.fixture
def service():
    """A service on this machine that answers 204, and notes what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked = asked
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
