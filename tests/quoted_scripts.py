"""Runs scripts in the shells of this machine, with every program a stand-in that writes down its arguments."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from migrator.dockerfile import Dockerfile, parse
from migrator.shell import only_heredoc
from migrator.source import Source

SHELLS = [
    words
    for words in (["dash"], ["bash"], ["bash", "--posix"], ["busybox", "ash"])
    if shutil.which(words[0]) is not None
]
SAYS = {
    "uname": "x86_64",
    "nproc": "4",
    "dpkg": "amd64",
    "which": "/usr/bin/x",
    "mktemp": "/tmp/tmp.x1",
    "python3": "/usr/lib/python3/x.py",
    "pip": "Name: app\nLocation: /usr/lib/site",
    "date": "2026-11-30",
    "curl": "1.2.3",
    "basename": "x",
    "pkg-config": "-la -lb",
}
REAL = ("sed", "cut", "cat")
STAND_IN = """#!/bin/sh
printf '[%s]' "${{0##*/}}" "$@" >> "$LOG"
echo >> "$LOG"
{says}
"""
PROGRAMS = (
    *SAYS,
    *("run", "make", "wget", "fetch", "install.sh", "python3.12", "mv", "ls", "cp", "ln", "rm", "patch"),
    *("uv", "pip3", "gcc", "tar", "add-repo", "apt-get", "find", "sync", "python", "sh", "bash", "zip"),
)


def scripts(text: str) -> list[str]:
    """Give what the RUNs of a Dockerfile hand to their shell."""
    dockerfile: Dockerfile = parse(Source("Dockerfile", text))
    found = []
    for one in dockerfile.instructions:
        if one.keyword == "RUN" and one.json is None:
            body = only_heredoc(one)
            found.append(body.text if body else one.value.text)
    return found


class Stage:
    """A folder with stand-ins, in which scripts are run."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name in PROGRAMS:
            says = f"printf '%s\\n' '{SAYS[name]}'" if name in SAYS else ""
            (self.bin / name).write_text(STAND_IN.format(says=says))
            (self.bin / name).chmod(0o755)
        for name in REAL:
            (self.bin / name).symlink_to(str(shutil.which(name)))
        self.folder = folder

    def run(self, shell: list[str], script: str, **variables: str) -> tuple[int, str, str]:
        """Give how a script ends, what it says, and with which arguments it calls programs."""
        place = self.folder / "place"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name in ("a.conf", "b.conf", "version", "a.deb", "b.whl"):
            (place / name).write_text("1.2\n")
        log = self.folder / "log"
        log.write_text("")
        program = str(shutil.which(shell[0]))
        done = subprocess.run(
            [program, *shell[1:], "-c", script],
            cwd=place,
            env={"PATH": str(self.bin), "LOG": str(log), "HOME": "/root", **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        made = sorted(str(each.relative_to(place)) for each in place.rglob("*"))
        return done.returncode, done.stdout + os.linesep + " ".join(made), log.read_text()
