"""Contexts for tests that need no build context."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrator.build_context import BuildContext
from migrator.context import Context
from migrator.dockerfile import Dockerfile
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.settings import Settings


def surroundings(dockerfile: Dockerfile) -> Context:
    """Give the context of a file that stands alone."""
    knowledge = Knowledge.load(*knowledge_folders())
    return Context("Dockerfile", BuildContext(None), Settings(), knowledge, dockerfile)


def hardened(dockerfile: Dockerfile) -> Context:
    """Give the same with `--harden`."""
    return replace(surroundings(dockerfile), settings=Settings(harden=True))


def put(folder: Path, name: str, text: str) -> None:
    """Write a file of a repository that a test makes."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
