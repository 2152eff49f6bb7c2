"""What `pr open` and `pr refresh` are asked for, as values of the parts that do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from migrator.records import dataclass

if TYPE_CHECKING:
    from migrator.forge.body import Body
    from migrator.forge.people import Asked
    from migrator.forge.session import Where
    from migrator.verify.facts import Evidence


@dataclass(frozen=True)
class Wish:
    """What `pr open` and `pr refresh` were asked to do: the options by their names."""

    paths: tuple[Path, ...]
    refresh: bool
    where: Where
    settings: tuple[tuple[str, object], ...]
    config: tuple[str, ...]
    isolated: bool
    jobs: int
    group_by: str
    skip: tuple[str, ...]
    base: str
    branch_prefix: str
    title: str
    body_template: IO[str] | None
    evidence: IO[str] | None
    draft: bool
    labels: tuple[str, ...]
    reviewers: tuple[str, ...]
    teams: tuple[str, ...]
    codeowners_reviewers: bool
    max_reviewers: int | None
    assignees: tuple[str, ...]
    signoff: bool
    fork: bool
    fork_owner: str
    max_prs: int | None
    sleep: float
    reopen: bool
    no_resume: bool
    dry_run: bool

    @classmethod
    def of(cls, paths: tuple[Path, ...], values: dict[str, Any], *, refresh: bool) -> Wish:
        """Give the wish that the options of a command say."""
        names = ("select", "ignore", "harden", "sources", "python", "uv_from", "compile_bytecode", "targets")
        settings = tuple((name, values[name]) for name in names if values[name])
        own = {each.name for each in fields(cls)}
        rest = {name: value for name, value in values.items() if name in own}
        return cls(paths=paths, refresh=refresh, where=where(values), settings=settings, **rest)

    def asked(self) -> Asked:
        """Give whom to ask."""
        from migrator.forge.people import Asked

        people = (self.labels, self.reviewers, self.teams, self.assignees)
        return Asked(*people, self.codeowners_reviewers, self.max_reviewers)

    def body(self) -> Body:
        """Give what writes titles and bodies; raises TemplateError."""
        from migrator.forge.body import Body, check

        template = self.body_template.read() if self.body_template else ""
        check((self.title, template))
        return Body(self.title, template, self._evidence())

    def _evidence(self) -> Mapping[str, Evidence]:
        from migrator.verify.evidence import EvidenceError, read

        try:
            return read(self.evidence.read()) if self.evidence else {}
        except (EvidenceError, ValueError) as error:
            raise EvidenceError(f"--evidence: {error}") from error


def where(values: dict[str, Any]) -> Where:
    """Give which repository the options of a command mean."""
    from migrator.forge.session import Where

    names = ("remote", "forge", "base_url", "repository")
    return Where(**{name: values[name] for name in names})
