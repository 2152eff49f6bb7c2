"""A stateful forge on loopback: its API, and its repositories through `git http-backend`."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import subprocess
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.forge.faces import FACES, RefusalError

WRITES = ("POST", "PATCH", "PUT", "DELETE")


@dataclass
class StoredPull:
    number: int
    title: str
    body: str
    state: str
    draft: bool
    branch: str
    owner: str
    base: str
    author: str
    merged: bool = False
    labels: list = field(default_factory=list)
    reviewers: list = field(default_factory=list)
    teams: list = field(default_factory=list)
    assignees: list = field(default_factory=list)
    edits: int = 0


@dataclass
class Fault:
    """What to answer instead, once: to requests whose "METHOD path" holds `where`."""

    where: str
    status: int
    headers: dict = field(default_factory=dict)
    message: str = "no"
    done: bool = False
    """True: the request is carried out, only its answer is replaced (status 0: the connection is cut)."""


class Forge:
    """The state of one fake; `journal` has every request that came in."""

    def __init__(self, kind, folder, token):
        self.face, self.folder, self.token = FACES[kind](), folder, token
        self.path = "acme/shop"
        self.login, self.people = "robot", {"anna", "ben", "robot", "cara"}
        self.pulls, self.repositories, self.label_ids = [], {}, {}
        self.faults, self.journal, self.problems = [], [], []
        self.heard = []  # all of each request but the header that is meant to have the token
        self.checks, self.review = "success", "APPROVED"
        self.conflicts = self.dismissed = False
        self.page_size, self.default_branch = 100, "main"
        self.archived, self.sources, self.moved = set(), {}, {}
        self.read_only = False
        self.unready = 0  # how often git does not find a fork that was made just now
        self.kill = None  # (which write, "before" or "after")
        self.sign = signal.SIGKILL
        self.victim, self.writes = 0, 0
        self.lock = threading.RLock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def named(self, owner):
        """Give the path of the repository that `owner` has: the one that all is about, or a fork of it."""
        return f"{owner}/{self.path.rpartition('/')[2]}"

    def repository(self, path):
        bare = self.folder / f"{path}.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", self.default_branch, bare], check=True)
        subprocess.run(["git", "-C", bare, "config", "http.receivepack", "true"], check=True)
        self.repositories[path] = bare
        return bare

    def clone_url(self, path):
        return f"{self.url}/{path}.git"

    def fork(self, path, owner):
        name = f"{owner}/{path.rpartition('/')[2]}"
        if name not in self.repositories:
            bare = self.repository(name)
            self.sources[name] = path
            subprocess.run(
                [
                    "git",
                    "-C",
                    bare,
                    "fetch",
                    "-q",
                    self.repositories[path],
                    f"{self.default_branch}:{self.default_branch}",
                ],
                check=True,
            )
        return name

    def open(self, owner, branch, values, draft):
        if self.heads(self.named(owner)).get(branch) is None:
            raise RefusalError(422, f"head {branch} does not exist")
        if any((p.owner, p.branch, p.state) == (owner, branch, "open") for p in self.pulls):
            raise RefusalError(409 if self.face.kind != "github" else 422, "A pull request already exists")
        made = StoredPull(
            len(self.pulls) + 1,
            values["title"],
            values["body"],
            "open",
            draft,
            branch,
            owner,
            values["base"],
            self.login,
        )
        self.pulls.append(made)
        return made

    def pull(self, number):
        for each in self.pulls:
            if each.number == number:
                return each
        raise RefusalError(404, "Not Found")

    def edit(self, pull, title, body, state):
        if state == "open" and pull.state == "closed" and self.head(pull) == "0" * 40:
            raise RefusalError(422, "state cannot be changed. The branch has been deleted.")
        pull.title, pull.body = title or pull.title, body if body is not None else pull.body
        pull.state, pull.edits = state or pull.state, pull.edits + 1

    @staticmethod
    def add(kept, names):
        kept += [name for name in names if name not in kept]

    def page(self, found, query):
        size = min(self.page_size, int(query.get("per_page") or query.get("limit") or 30))
        page = int(query.get("page", 1))
        self.more = page * size < len(found)
        return sorted(found, key=lambda e: -getattr(e, "number", 0))[(page - 1) * size : page * size]

    def heads(self, path):
        out = subprocess.run(
            ["git", "-C", self.repositories[path], "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads"],
            capture_output=True, text=True, check=True, env=_untraced(),
        ).stdout  # fmt: skip
        return {name.removeprefix("refs/heads/"): commit for commit, name in map(str.split, out.splitlines())}

    def head(self, pull):
        return self.heads(self.named(pull.owner)).get(pull.branch, "0" * 40)

    @property
    def written(self):
        return [
            f"{method} {path}"
            for method, path in self.journal
            if method in WRITES and "upload-pack" not in path
        ]

    def exchanged(self, method, path, query, body, status, answer):
        """Keep what was asked and answered, where somebody wants it for `compare.py`."""
        kept = os.environ.get("DFMIGRATE_TEST_EXCHANGES")
        if kept:
            parts = (self.face.kind, method, path, query, body, status, answer)
            with open(kept, "a", encoding="utf-8") as file:
                file.write(json.dumps(parts) + "\n")

    def fault(self, line):
        for each in self.faults:
            if each.where in line:
                self.faults.remove(each)
                return each
        return None


def _untraced():
    """Give the environment without traces that a test asks for: they are about what dfmigrate calls."""
    return {name: value for name, value in os.environ.items() if "TRACE" not in name}


def _handler(forge):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def _serve(self):
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            if self.headers.get("Transfer-Encoding") == "chunked":
                data = b"".join(iter(self._chunk, b""))
            else:
                data = self.rfile.read(length)
            with forge.lock:
                self._answer(parts, data)

        def _chunk(self):
            size = int(self.rfile.readline().strip(), 16)
            data = self.rfile.read(size)
            self.rfile.readline()
            return data

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815

        def _answer(self, parts, data):
            forge.journal.append((self.command, parts.path))
            forge.heard += [self.path, data.decode("latin-1")]
            forge.heard += [
                f"{key}: {value}" for key, value in self.headers.items() if key != "Authorization"
            ]
            git = ".git/" in parts.path
            write = self.command in WRITES and not parts.path.endswith("git-upload-pack")
            if not self._authorized(git):
                self._send(
                    401, {"message": "Requires authentication"}, {"WWW-Authenticate": "Basic"} if git else {}
                )
                return
            if write:
                forge.writes += 1
            if write and forge.kill == (forge.writes, "before"):
                os.killpg(forge.victim, forge.sign)
                self.close_connection = True
                return
            fault = forge.fault(f"{self.command} {parts.path}")
            if fault and not fault.done:
                self._send(fault.status, {"message": fault.message}, fault.headers)
                return
            if git:
                self._git(parts, data)
            else:
                self._api(parts, data, fault)
            if write and forge.kill == (forge.writes, "after"):
                os.killpg(forge.victim, forge.sign)

        def _authorized(self, git):
            sent = self.headers.get_all("Authorization") or []
            if git:
                pair = base64.b64encode(f"{forge.face.user}:{forge.token}".encode()).decode()
                return sent == [f"Basic {pair}"]
            return sent == [forge.face.token_header + forge.token]

        def _api(self, parts, data, fault):
            path = parts.path.removeprefix(forge.face.api)
            body = json.loads(data) if data else None
            query = dict(parse_qsl(parts.query))
            forge.more = False
            moved = forge.face.moved(forge, path)
            if moved:
                self._moved(moved)
                return
            try:
                if path == parts.path:
                    raise RefusalError(404, "not below the API")
                status, answer = forge.face.answer(forge, self.command, path, query, body)
            except RefusalError as no:
                self._send(no.status, {"message": no.message}, {})
                return
            except AssertionError as error:
                forge.problems.append(str(error))
                self._send(400, {"message": str(error)[:2000]}, {})
                return
            if self.command in WRITES and forge.kill == (forge.writes, "after"):
                self.close_connection = True  # carried out, never answered
                return
            if fault:
                if fault.status:
                    self._send(fault.status, {"message": fault.message}, fault.headers)
                else:
                    self.close_connection = True
                return
            headers = {}
            if forge.more:
                page = int(query.get("page", 1)) + 1
                rest = "&".join(f"{k}={v}" for k, v in query.items() if k != "page")
                headers["Link"] = f'<{forge.url}{parts.path}?{rest}&page={page}>; rel="next"'
            self._send(status, answer, headers)

        def _moved(self, location):
            """GitHub passes writes on with 307; GitLab passes on what is read alone."""
            if self.command != "GET" and forge.face.kind == "gitlab":
                self._send(405, {"message": "Non GET methods are not allowed for moved projects"}, {})
                return
            status = 301 if self.command == "GET" else 307
            self._send(status, {"message": "Moved Permanently"}, {"Location": f"{forge.url}{location}"})

        def _git(self, parts, data):
            if forge.read_only and "receive-pack" in (parts.path + parts.query):
                self._send(403, {"message": "Permission denied"}, {})
                return
            if forge.unready and any(parts.path.startswith(f"/{fork}.git/") for fork in forge.sources):
                forge.unready -= 1
                self._send(404, {"message": "Not Found"}, {})
                return
            environ = {
                **_untraced(),
                "GIT_PROJECT_ROOT": str(forge.folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_COUNT": "0",
                "PATH_INFO": parts.path,
                "QUERY_STRING": parts.query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(data)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_USER": "robot",
            }
            done = subprocess.run(
                ["git", "http-backend"], input=data, capture_output=True, env=environ, check=False
            )
            head, _, body = done.stdout.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
            status = int(headers.pop("Status", "200").split()[0])
            if (
                self.command == "POST"
                and forge.kill == (forge.writes, "after")
                and "receive-pack" in parts.path
            ):
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _send(self, status, answer, headers):
            data = json.dumps(answer).encode()
            etag = '"' + hashlib.sha256(data).hexdigest()[:16] + '"'
            if self.command == "GET" and status == 200 and forge.face.kind != "gitea":
                if self.headers.get("If-None-Match") == etag:
                    status, data = 304, b""
                    forge.journal.append(("304", self.path))
                headers = {**headers, "ETag": etag}
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler
