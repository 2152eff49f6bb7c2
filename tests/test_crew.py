"""Who does the work of a run, and how they are sent home."""

from contextlib import ExitStack

import pytest

from migrator.cli import crew
from migrator.pool import Recipe


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


def test_a_run_that_is_broken_off_does_not_wait_for_them(executor):
    with pytest.raises(KeyboardInterrupt):
        broken_off()

    assert executor.told == [{"wait": False, "cancel_futures": True}]
