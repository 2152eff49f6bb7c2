"""Which sources of a run need not be read, because an earlier one found nothing in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from migrator.cli.places import quiet_file
from migrator.settings import SettingsError

if TYPE_CHECKING:
    from migrator.other_files import OtherFile
    from migrator.report.model import Report
    from migrator.run import Runner
    from migrator.sources.quiet_files import QuietFiles


class Quiet:
    """What earlier runs know of sources; nothing where that is not `wanted`."""

    def __init__(self, runner: Runner, *, wanted: bool) -> None:
        self._runner, self._wanted = runner, wanted
        self._files: QuietFiles | None = None
        self._looked_at: dict[str, OtherFile] = {}

    def left(self, others: Iterable[OtherFile]) -> tuple[OtherFile, ...]:
        """Give those of `others` that have to be looked at."""
        files = tuple(others)
        if not self._wanted or not files:
            return files
        from migrator.sources.quiet_files import QuietFiles, base_of, may_be_quiet

        if not any(map(may_be_quiet, files)):
            return files  # only a run with sources pays for it
        self._files = QuietFiles(quiet_file(), base_of(self._runner.knowledge, self._runner.transforms))
        found = tuple(each for each in files if not self._knows(each, self._files))
        self._looked_at = {each.label: each for each in found}
        return found

    def add(self, report: Report) -> None:
        """Note that nothing was found in a file."""
        file = self._looked_at.get(report.name)
        if self._files is not None and file is not None:
            wishes = self._runner.wishes(file)
            if wishes is not None:
                self._files.add(file, report.result.before.to_bytes(), wishes)

    def keep(self) -> None:
        """Keep for later runs what this one learnt."""
        if self._files is not None:
            self._files.keep()

    def _knows(self, file: OtherFile, files: QuietFiles) -> bool:
        try:
            wishes = self._runner.wishes(file)
            return wishes is not None and files.knows(file, wishes)
        except SettingsError:  # told where the file is looked at
            return False
