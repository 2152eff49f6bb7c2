"""Asking an index through uv: a small one on this machine, with every kind of project that matters."""

import gzip
import hashlib
import io
import shutil
import socket
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from migrator.knowledge import Knowledge
from migrator.registry import installed, knowledge_folders
from migrator.requirements.model import Option, requirement
from migrator.requirements.required import Required
from migrator.resolution.resolver import Resolver
from migrator.run import Runner

UV = shutil.which("uv")
pytestmark = pytest.mark.skipif(UV is None, reason="uv is not installed")
GNU, MUSL = "manylinux_2_17_x86_64.manylinux2014_x86_64", "musllinux_1_2_{}"
PROJECTS = {
    "pure": (("py3-none-any",), (), True),
    "both": (
        (
            "cp312-cp312-" + GNU,
            "cp312-cp312-" + MUSL.format("x86_64"),
            "cp312-cp312-" + MUSL.format("aarch64"),
        ),
        (),
        True,
    ),
    "onlyx86": (("cp312-cp312-" + GNU, "cp312-cp312-" + MUSL.format("x86_64")), (), True),
    "compiled": (("cp312-cp312-" + GNU,), (), True),
    "glibc": (("cp312-cp312-" + GNU,), (), False),
    "through": (("py3-none-any",), ("glibc", "both"), False),
    "old": (("cp311-cp311-" + GNU,), (), False),
    "psycopg2": ((), (), True),
}


def _metadata(name: str, requires: tuple[str, ...]) -> bytes:
    lines = [
        "Metadata-Version: 2.2",
        f"Name: {name}",
        "Version: 1.0",
        *(f"Requires-Dist: {r}" for r in requires),
    ]
    return ("\n".join(lines) + "\n").encode()


def _sdist(name: str) -> bytes:
    out = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        data = _metadata(name, ())
        entry = tarfile.TarInfo(f"{name}-1.0/PKG-INFO")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


class Index(BaseHTTPRequestHandler):
    """PEP 503 pages with metadata files (PEP 658), so that no wheel is ever fetched."""

    def do_GET(self):
        name = self.path.strip("/").rpartition("/")[2]
        project = name.split("-")[0]
        if name in PROJECTS:
            self._send(self._page(name), "text/html")
        elif name.endswith(".metadata"):
            self._send(_metadata(project, PROJECTS[project][1]), "text/plain")
        elif name.endswith(".tar.gz"):
            self._send(_sdist(project), "application/gzip")
        else:
            self.send_error(404)

    def _page(self, name: str) -> bytes:
        wheels, requires, sdist = PROJECTS[name]
        said = hashlib.sha256(_metadata(name, requires)).hexdigest()
        links = []
        for file in (f"{name}-1.0-{tag}.whl" for tag in wheels):
            digest = hashlib.sha256(file.encode()).hexdigest()  # uv takes files with the same one for one
            links.append(f'<a href="/files/{file}#sha256={digest}" data-core-metadata="sha256={said}">x</a>')
        if sdist:
            digest = hashlib.sha256(_sdist(name)).hexdigest()
            links.append(f'<a href="/files/{name}-1.0.tar.gz#sha256={digest}">x</a>')
        return "\n".join(links).encode()

    def _send(self, body: bytes, kind: str) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def index(tmp_path, monkeypatch):
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def url_of(server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/simple"


def required(url: str, *names: str) -> Required:
    found = tuple(requirement(name, "requirements.txt", line) for line, name in enumerate(names, 1))
    return Required(found, options=(Option("--index-url", url, "requirements.txt", 1),))


def resolved(server, *names: str, cache: Path | None = None) -> Required:
    return Resolver(UV, cache).resolved(
        required(url_of(server), *names), "3.12", ("Dockerfile", 4), "unsafe-best-match"
    )


def test_exact_versions_indirect_projects_and_files_of_both_libcs(index):
    found = resolved(index, "through", "compiled>=0.5")
    shown = {each.name: (str(each.specifier), each.origin, each.line) for each in found.requirements}

    assert shown == {
        "through": ("==1.0", "requirements.txt", 1),
        "compiled": ("==1.0", "requirements.txt", 2),
        "glibc": ("==1.0", "Dockerfile", 4),
        "both": ("==1.0", "Dockerfile", 4),
    }
    files = {each.name: sorted(each.files) for each in found.requirements}
    assert files["glibc"] == [f"glibc-1.0-cp312-cp312-{GNU}.whl"]
    assert len(files["both"]) == 4
    assert not found.unasked


def test_nothing_for_this_python_is_not_a_matter_of_musl(index):
    found = resolved(index, "old", "pure")

    assert [each.name for each in found.nowhere] == ["old"]
    assert [each.name for each in found.requirements] == ["pure"]


def test_an_answer_is_kept(index, tmp_path):
    first = resolved(index, "both", cache=tmp_path / "answers")
    index.asked.clear()
    again = resolved(index, "both", cache=tmp_path / "answers")

    assert again == first
    assert not index.asked


def test_what_names_its_files_or_its_place_is_not_asked(index):
    given = Required((requirement("pkg @ https://example.com/pkg.zip", "requirements.txt", 1),))

    assert Resolver("/nowhere/uv").resolved(given, "3.12", ("Dockerfile", 1), "first-index") == given


def test_a_variable_in_the_index_is_not_guessed(index):
    found = Resolver(UV).resolved(
        required("https://${USER}@example.com/simple", "pure"), "3.12", ("Dockerfile", 2), "first-index"
    )

    assert [each.reason for each in found.unasked] == ["a variable decides which one --index-url names"]
    assert [each.name for each in found.requirements] == ["pure"]


def test_no_uv_and_no_network_are_told_once(index):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"http://user:secret@127.0.0.1:{free.getsockname()[1]}/simple"
    without = Resolver("/nowhere/uv").resolved(required(dead, "pure"), "3.12", ("D", 1), "first-index")
    resolver = Resolver(UV)
    offline = resolver.resolved(required(dead, "pure"), "3.12", ("D", 1), "first-index")
    later = resolver.resolved(required(dead, "both"), "3.12", ("D", 1), "first-index")

    assert without.unasked[0].reason.startswith("uv cannot be run")
    assert [each.name for each in offline.requirements] == ["pure"]
    assert "secret" not in offline.unasked[0].reason
    assert later.unasked == offline.unasked


def migrate(tmp_path, requirements: str, **settings: object):
    (tmp_path / "app").mkdir()
    (tmp_path / "app/requirements.txt").write_text(requirements)
    (tmp_path / "app/Dockerfile").write_text(
        "FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    )
    values = tuple({"resolve": True, **settings}.items())
    runner = Runner(installed(), Knowledge.load(*knowledge_folders()), values, uv=UV)
    return runner.file(tmp_path / "app/Dockerfile").result


def told(result) -> list[str]:
    return [
        f"{each.finding.rule.id} {getattr(each.finding, 'message', '') or each.finding.reason}"
        for each in result.outcomes
        if each.finding.rule.id in ("DFM202", "DFM203", "DFM208", "DFM214", "DFM330")
    ]


def test_an_indirect_requirement_for_glibc_only_keeps_the_file_on_debian(index, tmp_path):
    result = migrate(tmp_path, f"--index-url {url_of(index)}\nthrough\n")

    assert any("DFM208 glibc has wheels for glibc only and no sdist" in each for each in told(result))
    assert "python:3.11-slim" in result.after.text


def test_what_has_no_musl_wheel_is_compiled(index, tmp_path):
    result = migrate(tmp_path, f"--index-url {url_of(index)}\ncompiled\nonlyx86\npure\n")

    assert "python:3.12-alpine" in result.after.text
    assert "apk add --no-cache --virtual .build-deps build-base" in result.after.text
    assert any("compiled 1.0 has no musl wheel in the index" in each for each in told(result))
    assert any("onlyx86 1.0 has no musl wheel on aarch64 in the index" in each for each in told(result))


def test_a_python_that_a_requirement_lacks_is_not_raised_to(index, tmp_path):
    result = migrate(tmp_path, f"--index-url {url_of(index)}\nold\n")

    assert any("old has no file for Python 3.12 in the index" in each for each in told(result))
    assert "3.12" not in result.after.text


def test_without_an_answer_the_table_serves(index, tmp_path):
    result = migrate(tmp_path, f"--index-url {url_of(index)}\npsycopg2\nnosuch\n")

    assert any(each.startswith("DFM214 the index could not be asked") for each in told(result))
    assert "libpq-dev" in result.after.text


def test_offline_is_the_default(index, tmp_path):
    result = migrate(tmp_path, f"--index-url {url_of(index)}\nthrough\n", resolve=False)

    assert not index.asked
    assert "python:3.12-alpine" in result.after.text
