"""Builds a Dockerfile without Docker, well enough to compare two orders of the same instructions.

COPY, ADD, WORKDIR, ENV and ARG are done as a build does them; a RUN really runs under ``sh``, with every path
of the image below a folder of this test, and with installers and package managers that only look up what they
are told to read and write down what they found. What an order breaks, a file that is not there yet or one that
is overwritten by another, shows as an error or as a difference between the two folders.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from migrator.build_context import BuildContext
from migrator.dockerfile import assignments, copy_parts, parse
from migrator.source import Source

_ROOTED = re.compile(
    r"(?<![\w.$}/-])/(?=(?:app|srv|src|data|wheels|opt|home|root|out|usr/src|code|worker)\b)"
)

_INSTALLER = r"""import hashlib, os, pathlib, sys
root = pathlib.Path(os.environ["SIMULATED_ROOT"])
name, words = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
def digest(path):
    text = pathlib.Path(path).read_text()
    for line in text.splitlines():
        if line[:3] in ("-r ", "-c "):
            text += digest(pathlib.Path(path).parent / line[3:].strip())
    return text
read, place, values = [], None, {"-r", "-c", "--requirement", "--constraint"}
for at, word in enumerate(words):
    if word in values:
        read.append(digest(words[at + 1]))
    elif word in ("-w", "--wheel-dir", "--target"):
        place = pathlib.Path(words[at + 1])
    elif word.startswith("--target="):
        place = pathlib.Path(word[9:])
if name == "uv" and "sync" in words or name == "poetry" and "install" in words:
    read += [digest("pyproject.toml"), digest("uv.lock" if name == "uv" else "poetry.lock")]
    place = pathlib.Path(".venv") if name == "uv" else None
    if not {"--no-install-project", "--no-root"} & set(words) and "virtual" not in read[-1]:
        files = sorted(str(p) for p in pathlib.Path(".").rglob("*") if ".venv" not in p.parts)
        pathlib.Path(place or root / "site").mkdir(parents=True, exist_ok=True)
        (pathlib.Path(place or root / "site") / "project").write_text("\n".join(files))
if name == "uv" and words[:2] == ["pip", "install"]:
    for folder in [pathlib.Path(w.partition("[")[0]) for w in words[2:] if w.startswith((".", str(root)))]:
        if (folder / "pyproject.toml").exists():
            read.append(digest(folder / "pyproject.toml"))
            (root / "site").mkdir(parents=True, exist_ok=True)
            files = sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))
            (root / "site" / "project").write_text("\n".join(files))
if name == "pipenv":
    read += [digest("Pipfile"), digest("Pipfile.lock")]
place = place or root / "site"
place.mkdir(parents=True, exist_ok=True)
if read:
    key = hashlib.sha256("".join(read).encode()).hexdigest()[:12]
    (place / f"installed-{key}").write_text("".join(read))
if name == "python" and words[:2] == ["-m", "venv"]:
    (pathlib.Path(words[2]) / "bin").mkdir(parents=True, exist_ok=True)
    pip = pathlib.Path(words[2]) / "bin" / "pip"
    pip.write_text(pathlib.Path(sys.argv[0]).read_text())
    pip.chmod(0o755)
"""
_QUIET = ("apt-get", "apk", "apt", "curl", "useradd", "npm", "chown", "git")
_STUBS = ("pip", "uv", "poetry", "pipenv", "python", "python3")


class BuildError(Exception):
    """A step of the build failed; the message names it."""


class Build:
    """One simulated build of the stages of a file, all below `place`."""

    def __init__(self, text: str, context: Path, place: Path) -> None:
        self.dockerfile = parse(Source("Dockerfile", text))
        self.context = BuildContext(context, _existing(context / ".dockerignore"))
        self.place = place
        self.tools = place / "tools"
        self._make_tools()

    def run(self) -> dict[str, str]:
        """Build all stages; give the files of the last one with what is in them."""
        for stage in self.dockerfile.stages:
            root = self._root(stage.index)
            parent = self.dockerfile.parent(stage)
            if parent is not None:
                shutil.copytree(self._root(parent.index), root, symlinks=True)
            root.mkdir(exist_ok=True)
            for one in stage.instructions:
                self._step(one, root)
        return _listing(self._root(self.dockerfile.final.index))

    def _root(self, index: int) -> Path:
        return self.place / f"stage{index}"

    def _make_tools(self) -> None:
        self.tools.mkdir(parents=True)
        for name in _STUBS:
            _script(self.tools / name, f"#!{sys.executable}\n{_INSTALLER}")
        for name in _QUIET:
            _script(self.tools / name, "#!/bin/sh\nexit 0\n")

    def _step(self, one, root: Path) -> None:
        environment = self.dockerfile.environment(one)
        folder = root / self._workdir(one).lstrip("/")
        if one.keyword == "WORKDIR":
            path = environment.expand(one.value.text)
            (root / os.path.normpath(os.path.join(self._workdir(one), path)).lstrip("/")).mkdir(
                parents=True, exist_ok=True
            )
        elif one.keyword in ("COPY", "ADD"):
            self._copy(one, root, folder)
        elif one.keyword == "RUN":
            self._run(one, root, folder)

    def _workdir(self, one) -> str:
        from migrator.build_context.copied_paths import folder_at

        return folder_at(self.dockerfile, one).replace("\0", "unknown-")

    def _copy(self, one, root: Path, folder: Path) -> None:
        parts = copy_parts(one)
        expand = self.dockerfile.environment(one).expand
        end = expand(parts.destination.text)
        if end is None:
            raise BuildError(f"line {one.line}: the destination is not known")
        target = root / os.path.normpath(os.path.join(self._workdir(one), end)).lstrip("/")
        into = len(parts.sources) > 1 or end.endswith("/") or end in (".", "..")
        for word in parts.sources:
            source = expand(word.text)
            if parts.from_ is None:
                self._from_context(source, target, into)
            else:
                stage = self.dockerfile.stage_named(parts.from_)
                origin = self._root(stage.index) / source.lstrip("/")
                if origin.exists():
                    shutil.copytree(origin, target, dirs_exist_ok=True, symlinks=True)

    def _from_context(self, source: str, target: Path, into: bool) -> None:
        if "*" in source:
            for path in sorted(self.context.root.glob(source.lstrip("/"))):
                self._from_context(path.relative_to(self.context.root).as_posix(), target, into=True)
            return
        origin = self.context.root / source.lstrip("/")
        if origin.is_file():
            final = target / origin.name if into or target.is_dir() else target
            final.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, final)
            return
        if not origin.is_dir():
            raise BuildError(f"COPY {source}: not in the build context")
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(origin.rglob("*")):
            inside = path.relative_to(self.context.root).as_posix()
            if path.is_file() and not self.context.ignored(inside):
                final = target / path.relative_to(origin)
                final.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, final)

    def _run(self, one, root: Path, folder: Path) -> None:
        if one.json is not None:
            command = [word.value for word in one.json]
        else:
            bodies = [self.dockerfile.source.slice(each.body) for each in one.heredocs]
            text = bodies[0] if bodies else one.value.text
            command = ["sh", "-ec", _ROOTED.sub(f"{root}/", text)]
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            command, cwd=folder, env=self._environment(one, root), capture_output=True, text=True
        )
        if done.returncode != 0:
            raise BuildError(f"line {one.line}: {one.value.text}: {done.stderr[-300:]}")

    def _environment(self, one, root: Path) -> dict[str, str]:
        found = {
            "PATH": f"{self.tools}:/usr/bin:/bin",
            "SIMULATED_ROOT": str(root),
            "HOME": str(root / "root"),
        }
        visible = self.dockerfile.environment(one)
        names = {pair.name for each in self.dockerfile.instructions for pair in assignments(each)}
        for name in names - {"PATH", "HOME"}:
            if (value := visible.get(name)) is not None:
                found[name] = _ROOTED.sub(f"{root}/", value)
        return found


def outcome(text: str, context: Path, place: Path) -> dict[str, str] | str:
    """Give the files of the image that `text` builds, or what made the build fail."""
    try:
        return Build(text, context, place).run()
    except BuildError as error:
        return f"failed: {error}"


def _listing(root: Path) -> dict[str, str]:
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            mode = oct(path.stat().st_mode & 0o777)
            text = path.read_text("utf-8", "replace").replace(str(root.parent), "")
            found[path.relative_to(root).as_posix()] = f"{mode} {text}"
        elif path.is_dir():
            found[path.relative_to(root).as_posix() + "/"] = ""
    return found


def _existing(path: Path) -> Path | None:
    return path if path.is_file() else None


def _script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
