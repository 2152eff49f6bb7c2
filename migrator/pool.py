"""Many files at once: jobs go out in batches to any executor, results come back in the jobs' order."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.discovery import Place
from migrator.disk import InputError
from migrator.other_files import OtherFile
from migrator.records import dataclass
from migrator.report.model import Problem, Report
from migrator.run import Runner
from migrator.selection import SelectionError
from migrator.settings import SettingsError
from migrator.settings.files import GivenSettings

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from multiprocessing.process import BaseProcess

BATCH = 8
"""Files that go to a worker together; measured: larger ones leave a worker idle at the end of a run."""
WORTH_IT = 24
"""Files below which a second process costs more than it saves: it takes as long to start as ten files."""
OTHERS_WORTH_IT = 200
"""The same for files that are no Dockerfiles: most of them are only searched for a few words."""


class WorkerError(Exception):
    """A worker died, so the run cannot be finished; nothing was written."""


@dataclass(frozen=True)
class Recipe:
    """All that another process needs to build the same runner: plain values that can be sent."""

    given: GivenSettings = field(default_factory=GivenSettings)
    isolated: bool = False
    folder: Path | None = None
    journeys: bool = False
    knowledge: tuple[Path, ...] = ()
    uv: str = "uv"
    answers: Path | None = None
    shellcheck: str = "shellcheck"
    top: Path | None = None

    def runner(self) -> Runner:
        """Give a runner with all installed transforms; raises RegistryError, SettingsError, TableError."""
        from migrator.knowledge import Knowledge
        from migrator.registry import installed, knowledge_folders

        values = tuple(self.given.layer().values.items())
        known = Knowledge.load(*knowledge_folders(), *self.knowledge)
        known.check(self.knowledge)
        runner = Runner(installed(), known, values, self.isolated, self.folder, self.journeys)
        return replace(runner, uv=self.uv, answers=self.answers, shellcheck=self.shellcheck, top=self.top)


Job = Place | OtherFile
"""A Dockerfile, or a file that is looked at for the sake of some."""


def one(runner: Runner, job: Job) -> Report | Problem:
    """Migrate one file; what goes wrong with it comes back as a problem and stops no other file."""
    try:
        return runner.other(job) if isinstance(job, OtherFile) else runner.place(job)
    except (InputError, SelectionError, SettingsError) as error:
        return Problem(job.path, str(error))
    except Exception as error:  # the fault of one file must not cost the others
        return Problem(job.path, f"{job.path}: {type(error).__name__}: {error}", fault=True)


def in_order(
    recipe: Recipe, jobs: Sequence[Job], executor: Executor, workers: int
) -> Iterator[Report | Problem]:
    """Migrate `jobs` on `executor` and give the results in their order, however they finish.

    Only a few batches for each worker are under way, so that memory does not grow with their number.
    Raises WorkerError where a worker dies.
    """
    from concurrent.futures import BrokenExecutor  # with it comes logging: only who has workers pays for it

    run = os.urandom(8).hex()
    batches = (tuple(jobs[at : at + BATCH]) for at in range(0, len(jobs), BATCH))
    waiting: deque[Future[tuple[Report | Problem, ...]]] = deque()
    try:
        for batch in islice(batches, 2 * workers + 1):
            waiting.append(executor.submit(_batch, recipe, run, batch))
        while waiting:
            yield from waiting.popleft().result()
            for batch in islice(batches, 1):
                waiting.append(executor.submit(_batch, recipe, run, batch))
    except BrokenExecutor as error:
        raise WorkerError("a worker process died (out of memory?); try --jobs 1") from error
    finally:
        for future in waiting:
            future.cancel()


def processes(workers: int) -> Executor:
    """Give an executor with `workers` processes of this machine."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A forked process imports nothing anew; elsewhere the caller sets PYTHONSAFEPATH, so that a
    # worker does not import from the current folder, which is the project's.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_attend)


def _attend() -> None:
    """Leave Ctrl-C to the process that was started, and end with it, however it ends."""
    import multiprocessing
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if started := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(started,), daemon=True).start()


def _end_with(process: BaseProcess) -> None:
    """End when `process` has ended: else a worker whose caller was killed would wait for work for ever."""
    process.join()
    os._exit(1)


def _batch(recipe: Recipe, run: str, jobs: tuple[Job, ...]) -> tuple[Report | Problem, ...]:
    runner = _runner_of(recipe, run)
    return tuple(one(runner, job) for job in jobs)


@lru_cache(maxsize=1)
def _runner_of(recipe: Recipe, run: str) -> Runner:
    """Give this process's runner of one run: a worker may live longer, and files change between runs."""
    return shared_runner(recipe).anew()


@lru_cache(maxsize=1)
def shared_runner(recipe: Recipe) -> Runner:
    """Give the runner of this process: no executor can hand one over, and tables are read once.

    Called before processes are forked, it spares each of them the start. Raises as `Recipe.runner`.
    """
    return recipe.runner()
