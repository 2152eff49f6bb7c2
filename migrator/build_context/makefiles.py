"""Makefiles of the build context that a RUN has make read, and whether they install packages."""

from __future__ import annotations

import posixpath

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Dockerfile, Instruction
from migrator.shell import Command, program, unwrap
from migrator.shell.folders import in_folders
from migrator.shell.options import option_values
from migrator.shell.run_as import script_at
from migrator.shell.runners import behind_runners
from migrator.source import line_at

MAKEFILES = ("Makefile", "makefile", "GNUmakefile")
"""The names of files that make reads without being told."""
_INSTALLS = re.compile(
    r"^[^#\n]*(?:\b(?:pip[0-9.]*|poetry|pipenv|pdm|uv(?: pip)?)[)}]? +(?:-\S+ +)*(?:install|sync|wheel)\b"
    r"|\$[({](?i:(?:\w*_)?(?:pip3?|poetry|uv)(?:_\w*)?)[)}] +(?:-\S+ +)*(?:pip +)?(?:install|sync|wheel)\b"
    r"|\bapt(?:-get)? (?:-\S+ )*install\b|\bpip-sync\b)",
    re.MULTILINE,
)


def make_installs(dockerfile: Dockerfile, build: BuildContext, instruction: Instruction) -> str:
    """Give where a Makefile installs packages for a RUN; empty where none does."""
    known = dockerfile.environment(instruction).word
    for command, here in in_folders(script_at(dockerfile, instruction), known):
        inner = behind_runners(unwrap(command))
        for name in makefiles(inner) if program(inner) == "make" else ():
            path = context_path(dockerfile, build, instruction, posixpath.join(here.path, name))
            text = build.read(path) if path is not None else None
            if text is not None and (match := _INSTALLS.search(text)) is not None:
                return f"{path}:{line_at(text, match.end())}"
    return ""


def makefiles(make: Command) -> tuple[str, ...]:
    """Give the files that a call of make may read, as named from where it stands, the likeliest first."""
    words = [word.value or word.text for word in make.arguments]
    folder = "".join(option_values(words, "-C", "--directory")[-1:])
    names = option_values(words, "-f", "--file", "--makefile")[-1:] or MAKEFILES
    return tuple(posixpath.join(folder, name) for name in names)
