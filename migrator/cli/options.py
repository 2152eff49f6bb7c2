"""What the main command was asked to do."""

from __future__ import annotations

from pathlib import Path

from migrator.records import dataclass

FORMATS = ("text", "json", "sarif", "github", "gitlab", "markdown", "html")
_SETTINGS = ("select", "ignore", "harden", "python", "uv_from", "compile_bytecode", "context", "targets")


@dataclass(frozen=True)
class Options:
    """The options of the main command; None where one was not given."""

    dry_run: bool
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
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    harden: bool
    python: str | None
    uv_from: str | None
    compile_bytecode: bool | None
    context: str | None
    targets: tuple[str, ...]

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
