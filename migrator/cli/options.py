"""What the main command was asked to do."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.records import dataclass

FORMATS = ("text", "json", "sarif", "github", "gitlab", "markdown", "html")
TABLED = ("json", "markdown", "html")
"""The formats that show where each file stood and stands."""
_SETTINGS = (
    "select",
    "ignore",
    "harden",
    "sources",
    "shellcheck",
    "python",
    "uv_from",
    "compile_bytecode",
    "resolve",
    "context",
    "targets",
)


def report_file(value: str) -> tuple[str, Path]:
    """Read ``FORMAT=FILE``; raises BadParameter."""
    form, equals, path = value.partition("=")
    if form not in FORMATS or not equals or not path:
        raise click.BadParameter(f"{value!r}: write FORMAT=FILE with one of {', '.join(FORMATS)}")
    return form, Path(path)


@dataclass(frozen=True)
class Options:
    """The options of the main command; None where one was not given."""

    dry_run: bool
    summary: bool
    check: bool
    strict: bool
    quiet: bool
    isolated: bool
    output_format: str
    reports: tuple[tuple[str, Path], ...]
    stdin_filename: Path | None
    jobs: int
    executor: str | None
    since: str | None
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    force_exclude: tuple[str, ...]
    config: tuple[str, ...]
    knowledge: tuple[Path, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    harden: bool
    sources: bool
    shellcheck: bool | None
    python: str | None
    uv_from: str | None
    compile_bytecode: bool | None
    resolve: bool | None
    context: str | None
    targets: tuple[str, ...]
    evidence: Path | None = None
    no_cache: bool = False

    @property
    def journeys(self) -> bool:
        """Whether a table of before and after is asked for: for itself, or as part of a report."""
        forms = (self.output_format, *(form for form, _ in self.reports))
        return self.summary or any(form in TABLED for form in forms)

    @property
    def writes(self) -> bool:
        """Whether files are to be written."""
        return not (self.dry_run or self.check)

    def overrides(self) -> tuple[tuple[str, object], ...]:
        """Give the settings that were given as options."""
        given = {name: getattr(self, name) for name in _SETTINGS if getattr(self, name)}
        if self.context:
            given["context"] = str(Path(self.context).absolute())
        return tuple(given.items())
