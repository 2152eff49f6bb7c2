"""How a process ends: exit status, one line that says why, and nothing left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import migrator.cli.outcome as outcome
import migrator.cli.run as cli_run
from migrator.cli import main

GOOD = 'FROM python:3.12-alpine\nRUN pip install --no-cache-dir flask\nCMD ["flask", "run"]\n'
DFMIGRATE = Path(sys.executable).with_name("dfmigrate")
FULL = Path("/dev/full")


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(GOOD)
    return path


def run(*arguments, **streams):
    return subprocess.run([DFMIGRATE, *arguments], check=False, text=True, **streams)


def test_ctrl_c_while_files_are_searched_is_130_and_never_1(good, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_run, "search", interrupted)
    result = CliRunner().invoke(main, [str(good), "--check"])

    assert (result.exit_code, result.stderr) == (130, "dfmigrate: interrupted; no file was changed\n")


@pytest.mark.parametrize(("module", "place"), [(outcome, "document"), (cli_run, "exit_status")])
def test_ctrl_c_in_a_report_tells_that_files_are_written(good, tmp_path, monkeypatch, module, place):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, place, interrupted)
    result = CliRunner().invoke(main, [str(good), "--report", f"json={tmp_path}/report.json"])

    assert result.exit_code == 130
    assert "interrupted while it reported; all files are written" in result.stderr
    assert "uv pip" in good.read_text()


def test_ctrl_c_in_a_report_tells_of_no_file_that_could_not_be_written(good, monkeypatch):
    def failed(*_):
        raise cli_run.WriteError("no")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_run, "write", failed)
    monkeypatch.setattr(cli_run, "exit_status", interrupted)
    result = CliRunner().invoke(main, [str(good)])

    assert result.exit_code == 130
    assert "interrupted while it reported; what could be written is" in result.stderr


@pytest.mark.xdist_group("processes")
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups on this system")
@pytest.mark.parametrize(("sign", "status"), [(signal.SIGTERM, 130), (signal.SIGKILL, -9)])
def test_a_killed_run_changes_nothing_and_leaves_no_worker_behind(tmp_path, sign, status):
    for number in range(600):
        path = tmp_path / f"{number:03}/Dockerfile"
        path.parent.mkdir()
        path.write_text(GOOD)
    running = subprocess.Popen(
        [DFMIGRATE, tmp_path, "--jobs", "2"], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    running.stderr.readline()
    running.send_signal(sign)
    rest = running.communicate(timeout=300)[1]  # comes to its end when nobody holds the pipe any more

    assert running.returncode == status, rest
    assert "Traceback" not in rest
    assert all(path.read_text() == GOOD for path in tmp_path.rglob("Dockerfile"))
    assert _is_gone(running.pid)


def _is_gone(group):
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [("--dry-run",), ("--output-format", "json", "--dry-run")])
def test_a_full_disk_is_told_and_never_a_change(good, arguments):
    with FULL.open("w") as full:
        result = run(good, *arguments, stdout=full, stderr=subprocess.PIPE)

    assert result.returncode == 2
    assert "dfmigrate: standard output: No space left on device" in result.stderr
    assert "Traceback" not in result.stderr
    assert good.read_text() == GOOD


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [("-",), ("rules",), ("explain", "DFM201"), ("--help",)])
def test_a_full_disk_is_told_by_every_command(arguments):
    with FULL.open("w") as full:
        result = run(*arguments, stdout=full, stderr=subprocess.PIPE, input=GOOD)

    assert result.returncode == 2
    assert "standard output: No space left on device" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [("--dry-run",), ("--check",), ("nowhere",)])
def test_a_full_disk_behind_standard_error_is_no_change_either(good, arguments):
    with FULL.open("w") as full:
        result = run(good, *arguments, stdout=subprocess.DEVNULL, stderr=full)

    assert result.returncode == 2
    assert good.read_text() == GOOD


def test_a_thread_may_run_it(good):
    results = []
    thread = threading.Thread(
        target=lambda: results.append(CliRunner().invoke(main, [str(good), "--dry-run"]))
    )
    thread.start()
    thread.join()

    assert results[0].exit_code == 0, results[0].exception
    assert "uv pip" in results[0].stdout


def test_a_reader_that_goes_away_ends_it_like_any_other_program(good):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        result = run(good, "--dry-run", stdout=nobody, stderr=subprocess.PIPE)

    assert result.returncode == 141
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-"])
def test_closed_streams_cost_nothing_but_what_they_would_have_said(good, closed):
    command = f'"{DFMIGRATE}" "{good}" {closed}'
    result = subprocess.run(["sh", "-c", command], check=False, capture_output=True, text=True)

    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert "uv pip" in good.read_text()


@pytest.mark.parametrize(
    ("report", "said"),
    [("json=nowhere/a.json", "there is no folder nowhere"), ("html=.", "this is a folder")],
)
def test_a_report_that_has_no_place_is_told_before_anything_is_written(good, report, said, monkeypatch):
    monkeypatch.chdir(good.parent)
    result = CliRunner().invoke(main, [str(good), "--report", report])

    assert result.exit_code == 2
    assert f"--report {report}: {said}" in result.stderr
    assert good.read_text() == GOOD


def test_two_reports_in_one_file_are_wrong_usage(good, tmp_path):
    target = tmp_path / "report"
    result = CliRunner().invoke(main, [str(good), "--report", f"json={target}", "--report", f"html={target}"])

    assert result.exit_code == 2
    assert "another report goes there" in result.stderr
    assert not target.exists()


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_what_was_written_is_told_where_a_report_cannot_be(good):
    result = CliRunner().invoke(main, [str(good), "--report", f"json={FULL}"])

    assert result.exit_code == 2
    assert "1 file: migrated" in result.stderr
    assert "--report json=/dev/full: No space left on device" in result.stderr


def test_a_link_is_told_and_stops_no_other_file(good):
    link = good.with_name("Dockerfile.link")
    link.symlink_to(good.name)
    result = CliRunner().invoke(main, [str(link), str(good), "--dry-run"])

    assert result.exit_code == 2
    assert f"{link}: a link to Dockerfile; name that file instead" in result.stderr
    assert result.stdout.count("diff --git") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no permissions on this system")
def test_a_folder_that_may_not_be_entered_stops_no_other_file(good):
    closed = good.parent / "closed"
    closed.mkdir()
    closed.chmod(0)
    try:
        result = run(good.parent, "--check", capture_output=True, preexec_fn=_without_powers)
    finally:
        closed.chmod(0o700)

    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr
    assert "1 file: would be migrated" in result.stderr


def _without_powers():
    """Give up what lets root read everything, where this is root: PR_CAPBSET_DROP of two powers."""
    import ctypes

    if os.geteuid() == 0 and sys.platform == "linux":
        for power in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, power, 0, 0, 0)
