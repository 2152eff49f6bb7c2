"""Packages, projects and indexes for the differential test, all made here: nothing comes from the network."""

import base64
import hashlib
import http.server
import tarfile
import threading
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path

BACKEND = """\
import os, zipfile

def _wheel(folder, editable):
    name = "{name}-{version}-py3-none-any.whl"
    info = "{name}-{version}.dist-info"
    meta = "Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\nRequires-Dist: base\\n"
    meta += 'Provides-Extra: more\\nRequires-Dist: extra-thing; extra == "more"\\n'
    files = {{info + "/METADATA": meta,
              info + "/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}}
    if editable:
        files["{name}.pth"] = os.getcwd() + "\\n"
    else:
        files["{name}/__init__.py"] = ""
    record = "".join(each + ",,\\n" for each in [*files, info + "/RECORD"])
    with zipfile.ZipFile(os.path.join(folder, name), "w") as archive:
        for each, text in files.items():
            archive.writestr(each, text)
        archive.writestr(info + "/RECORD", record)
    return name

def build_wheel(folder, config=None, metadata=None):
    return _wheel(folder, False)

def build_editable(folder, config=None, metadata=None):
    return _wheel(folder, True)

def get_requires_for_build_wheel(config=None):
    return []

def get_requires_for_build_editable(config=None):
    return []
"""
PROJECT = """\
[build-system]
requires = []
build-backend = "back"
backend-path = ["."]

[project]
name = "{name}"
version = "{version}"
dependencies = ["base"]

[project.optional-dependencies]
more = ["extra-thing"]

[dependency-groups]
dev = ["lonely"]
"""


def project(folder, name="local", version="0.1"):
    """Write a project that is built without anything else."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(PROJECT.format(name=name, version=version))
    (folder / "back.py").write_text(BACKEND.format(name=name, version=version))
    return folder


def wheel(folder, name, version, requires=(), scripts=()):
    """Write a wheel that holds one module."""
    folder.mkdir(parents=True, exist_ok=True)
    module, info = name.replace("-", "_"), f"{name.replace('-', '_')}-{version}.dist-info"
    meta = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    meta += "".join(f"Requires-Dist: {one}\n" for one in requires)
    if any("extra ==" in one for one in requires):
        meta += "Provides-Extra: more\n"
    files = {
        f"{module}/__init__.py": f"def main():\n    print('{name} {version}')\n",
        f"{info}/METADATA": meta,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if scripts:
        files[f"{info}/entry_points.txt"] = "[console_scripts]\n" + "".join(
            f"{one} = {module}:main\n" for one in scripts
        )
    record = "".join(f"{each},{_digest(text)},{len(text)}\n" for each, text in files.items())
    path = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in (*files.items(), (f"{info}/RECORD", record + f"{info}/RECORD,,\n")):
            archive.writestr(zipfile.ZipInfo(each, (2024, 1, 1, 0, 0, 0)), text)
    return path


def _digest(text):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def sdist(folder, name, version):
    """Write the source distribution of a project."""
    folder.mkdir(parents=True, exist_ok=True)
    root = f"{name}-{version}"
    files = {
        "pyproject.toml": PROJECT.format(name=name, version=version),
        "back.py": BACKEND.format(name=name, version=version),
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: base\n",
    }
    path = folder / f"{root}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for each, text in files.items():
            info = tarfile.TarInfo(f"{root}/{each}")
            info.size = len(text)
            archive.addfile(info, BytesIO(text.encode()))
    return path


def indexes(root):
    """Write two indexes: `other` has newer versions of some projects, and one of its own."""
    main, other = root / "main" / "files", root / "other" / "files"
    for version in ("1.0", "1.5", "2.0", "3.0a1"):
        wheel(main, "base", version)
    for version in ("1.0", "2.0"):
        more = 'extra-thing; extra == "more"'
        wheel(main, "service", version, ["base", more], ["service-run"])
    wheel(main, "extra-thing", "1.0")
    wheel(main, "lonely", "1.0", scripts=["lonely"])
    wheel(main, "picky", "1.0", ["base<2"])
    sdist(main, "sourced", "0.2")
    wheel(main, "sourced", "0.1")
    wheel(other, "base", "9.0")
    wheel(other, "private", "1.0", ["base"])
    for index in (root / "main", root / "other"):
        _pages(index)


def _pages(index):
    by_name = {}
    for file in sorted((index / "files").iterdir()):
        name = file.name.split("-")[0].replace("_", "-")
        by_name.setdefault(name, []).append(file)
    for name, files in by_name.items():
        page = index / "simple" / name / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(
            "".join(f'<a href="../../files/{one.name}#sha256={sha(one)}">{one.name}</a>\n' for one in files)
        )


def sha(path):
    """Give the digest of a file, as requirements files write it."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def serve(root):
    """Serve a folder on loopback; give the server and its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"
