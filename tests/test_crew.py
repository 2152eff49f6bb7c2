"""Who does the work of a run, and how they are sent home."""

import multiprocessing
import signal
import time
from contextlib import ExitStack

import pytest

from migrator.cli import crew
from migrator.pool import Recipe, processes


class Executor:
    def __init__(self):
        self.told = []

    def shutdown(self, **how):
        self.told.append(how)


@pytest.fixture
def executor(monkeypatch):
    found = Executor()
    monkeypatch.setattr(crew, "processes", lambda workers: found)
    return found


def started(stack):
    return crew.Crew(Recipe(), stack, workers=2).results((), 1)


def broken_off():
    with ExitStack() as stack:
        started(stack)
        raise KeyboardInterrupt


def test_at_the_end_of_a_run_the_processes_have_ended(executor):
    with ExitStack() as stack:
        started(stack)

    assert executor.told == [{"wait": True, "cancel_futures": True}]


def test_a_run_that_is_broken_off_does_not_wait_for_their_work(executor):
    with pytest.raises(KeyboardInterrupt):
        broken_off()

    assert executor.told == [{"wait": True, "cancel_futures": True}]  # they have ended: nothing is waited for


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no processes by fork")
def test_a_worker_that_has_just_begun_ends_without_a_word(executor, capfd):
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
    try:
        worker.start()
        time.sleep(0.5)
        with pytest.raises(KeyboardInterrupt):
            broken_off()
        worker.join(10)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert not worker.is_alive()
    assert capfd.readouterr().err == ""


def test_a_result_that_breaks_off_is_not_waited_for():
    pool = processes(1)
    try:
        assert pool.submit(int).result(60) == 0
        crew._end_results(pool)
        assert pool._result_queue._writer.closed
    finally:
        pool.shutdown()
