"""What is run, and what is left of it."""

import os
import subprocess
import sys
import time

import pytest

from migrator.verify.processes import Processes, end

CHILD = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: time.sleep(0.5) or exit()); print(flush=True); time.sleep(60)"
HEAD = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.xdist_group("processes")
def test_a_child_that_takes_longer_than_its_head_is_waited_for(tmp_path):
    log = tmp_path / "log"
    process = Processes(dict(os.environ)).background((sys.executable, "-c", HEAD), log)
    while not log.read_text().strip():
        time.sleep(0.01)

    end(process)

    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", log.read_text().strip()], capture_output=True, text=True, check=False
    )
    assert state.stdout.strip()[:1] in ("", "Z")


TIDY = """
import pathlib, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
child.wait()
pathlib.Path(sys.argv[1]).touch()
"""


@pytest.mark.xdist_group("processes")
def test_a_program_has_the_time_to_tidy_up_when_its_step_has_ended(tmp_path):
    tidied = tmp_path / "tidied"
    processes = Processes(dict(os.environ))

    done = processes.logged((sys.executable, "-c", TIDY, str(tidied)), tmp_path / "log", timeout=2)

    assert done.code is None
    assert tidied.exists()
