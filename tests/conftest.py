"""Cases: an input file with one idea in its name, and the snapshot of what a reviewer would see."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

from tests.cases import ROOT

settings.register_profile("timeless", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("timeless")


@pytest.fixture(autouse=True, scope="session")
def heard_interrupts() -> None:
    """Let programs that tests start hear Ctrl-C, also where a shell started the tests in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what outlives a run out of the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DFMIGRATE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


class DiffSnapshot(SingleFileSnapshotExtension):
    """One file a case, in the top-level folder `snapshots/`."""

    _write_mode = WriteMode.TEXT
    file_extension = "diff"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(ROOT / "snapshots" / Path(test_location.filepath).stem)


@pytest.fixture
def seen(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with the snapshot of this case."""
    return snapshot.use_extension(DiffSnapshot)
