"""Who does the work of a run over many files: this process, several of them, or a cluster."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from migrator.pool import Job, Recipe, in_order, one, processes, shared_runner
from migrator.records import dataclass
from migrator.report.model import Problem, Report

if TYPE_CHECKING:
    from concurrent.futures import Executor

_REMOTE = 64
"""Workers that a cluster is taken to have."""


@dataclass
class Crew:
    """Those who do the work, started once, when first needed, and dismissed with `stack`.

    `workers` are as many processes as were asked for, 0 for as many as pay; `cluster` starts them elsewhere.
    """

    recipe: Recipe
    stack: ExitStack
    workers: int = 0
    cluster: Callable[[], Executor] | None = None
    executor: Executor | None = None

    def results(self, jobs: Sequence[Job], worth_it: int) -> Iterator[Report | Problem]:
        """Give what comes of `jobs`, in their order; fewer than `worth_it` are done in this process."""
        workers = self.workers or (_REMOTE if self.cluster else _cores())
        if self.cluster:
            self.executor = self.executor or self.cluster()
            jobs = tuple(replace(each, path=each.path.absolute()) for each in jobs)
        elif workers < 2 or (len(jobs) < worth_it and not self.workers):
            runner = shared_runner(self.recipe).anew()
            return (one(runner, job) for job in jobs)
        elif self.executor is None:
            os.environ["PYTHONSAFEPATH"] = "1"  # a spawned worker must not import from the current folder
            self.executor = processes(workers)
            self.stack.push(self._dismiss)
        return in_order(self.recipe, jobs, self.executor, workers)

    def _dismiss(self, kind: type[BaseException] | None, _error: object, _traceback: object) -> None:
        """Send the processes home: at the end of a run when they have done, else at once.

        Left alone, a process would first finish the files that it has, and Ctrl-C would take as long. They
        have ended before this one does: both might close the same pipe at the same time, which the
        interpreter would tell of.
        """
        if self.executor is None:
            return
        if kind is not None:
            import multiprocessing

            for each in multiprocessing.active_children():
                each.kill()  # one that has just begun would hear a polite kill as this process does, and tell
            _end_results(self.executor)
        self.executor.shutdown(wait=True, cancel_futures=True)


def of_cluster(address: str, stack: ExitStack) -> Executor:
    """Give the executor of a Dask cluster; its workers need dfmigrate and the same files."""
    kind, _, place = address.partition("://")
    if kind != "dask" or not place:
        raise click.UsageError(f"--executor {address}: write dask://HOST:PORT")
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise click.UsageError(
            "--executor dask://… needs the extra: pip install 'dfmigrate[dask]'"
        ) from error
    try:
        client = distributed.Client(f"tcp://{place}", timeout=10)
    except OSError as error:
        raise click.UsageError(f"--executor {address}: no scheduler answers there") from error
    stack.callback(client.close)
    executor: Executor = client.get_executor(pure=False)
    return executor


def _end_results(executor: Executor) -> None:
    """Close this process's own end for writing of the pipe that results come by.

    While it is open, the rest of a result whose worker was ended in the middle of it is waited for, for ever.
    """
    writer = getattr(getattr(executor, "_result_queue", None), "_writer", None)
    if writer is not None:
        writer.close()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
