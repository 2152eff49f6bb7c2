"""Fresh Pythons to install into, and what has been installed in them."""

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

IGNORED = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json"}


def uv_binary():
    """Give the uv of the test environment."""
    import uv

    return Path(uv.find_uv_bin())


class Sandbox:
    """A folder with a Python, a pip and a uv of its own; `pip` runs without being installed in it."""

    def __init__(self, root, *, system, configured=False):
        self.root, self.system, self.configured = root, system, configured
        self.python = self._system() if system else self._venv()
        self.work = root / "work"
        self.work.mkdir()
        self.home = root / "home"
        self.home.mkdir()
        tools = root / "tools"
        tools.mkdir()
        (tools / "uv").symlink_to(uv_binary())
        self._lend_pip()
        self.path = f"{self.python.parent}:{tools}:/usr/bin:/bin"

    def _lend_pip(self):
        """Let the sandbox's Python use the pip of the test environment, which is not installed there."""
        import pip

        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        done = subprocess.run([self.python, "-c", code], check=True, capture_output=True, text=True)
        folder = Path(done.stdout.strip())
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pip").symlink_to(Path(pip.__file__).parent)
        for name in ("pip", "pip3"):
            path = self.python.parent / name
            path.write_text(f'#!/bin/sh\nexec {self.python} -m pip "$@"\n')
            path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def _venv(self):
        command = [
            uv_binary(),
            "venv",
            "--quiet",
            "--no-config",
            "--python",
            sys.executable,
            self.root / "venv",
        ]
        subprocess.run(command, check=True)
        return self.root / "venv" / "bin" / "python"

    def _system(self):
        """Copy the interpreter and link its library: a Python that is no venv, with empty site-packages."""
        base = Path(sys.base_prefix)
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        prefix = self.root / "system"
        library = prefix / "lib" / version
        library.mkdir(parents=True)
        (prefix / "bin").mkdir()
        for entry in Path(sysconfig.get_path("stdlib")).iterdir():
            if entry.name not in ("site-packages", "dist-packages", "EXTERNALLY-MANAGED"):
                (library / entry.name).symlink_to(entry)
        for each in (base / "lib").glob("libpython3*.so*"):
            (prefix / "lib" / each.name).symlink_to(each)
        (library / "site-packages").mkdir()
        python = prefix / "bin" / version
        shutil.copy2(Path(sys.base_prefix, "bin", version), python)
        for name in ("python", "python3"):
            (prefix / "bin" / name).symlink_to(version)
        return prefix / "bin" / "python3"

    def run(self, script, variables, shell=("sh", "-c")):
        """Run a script in the working folder; give what came of it."""
        unread = {} if self.configured else {"PIP_CONFIG_FILE": os.devnull}
        environment = {
            **unread,
            "PATH": self.path,
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "UV_NO_CONFIG": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_CACHE_DIR": str(self.root.parent / "uv-cache"),
            "no_proxy": "127.0.0.1",
            **variables,
        }
        return subprocess.run(
            [*shell, script], cwd=self.work, env=environment, capture_output=True, text=True, timeout=300
        )

    def installed(self):
        """Give the distributions and files that are there, by their place below the sandbox."""
        found = {}
        for folder in sorted({path.parent for path in self.root.rglob("*.dist-info")}):
            for each in distributions(path=[str(folder)]):
                found[each.metadata["Name"], str(folder.relative_to(self.root))] = each.version
        files = set()
        for path in self.root.rglob("*"):
            inside = path.relative_to(self.root)
            kept = inside.parts[0] in ("venv", "system", "home", "work") and not path.is_symlink()
            if kept and path.is_file() and path.name not in IGNORED and not _noise(inside):
                files.add(str(inside))
        return found, files


def _noise(path):
    """Tell whether a file is a tool's own: caches, locks, compiled modules, the interpreter."""
    parts = set(path.parts)
    if (
        parts & {"__pycache__", ".cache", "uv", "pip"}
        or path.suffix in (".pyc", ".lock")
        or path.name == ".lock"
    ):
        return True
    return path.parent.name == "bin" and path.name.startswith(
        ("python", "pip", "activate", "deactivate", "pydoc")
    )
