"""Every option of `pr` reaches what it is about."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from migrator import registry
from migrator.cli import crew, main
from migrator.cli.pr import open_, refresh
from migrator.cli.pr.wish import Wish, where
from migrator.forge.model import Pull, Standing, State
from migrator.forge.status import Entry, Own, table
from migrator.pool import WorkerError
from migrator.registry import installed
from tests.forge.conftest import every_forge

SERVICE = """\
FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
"""


@pytest.fixture
def service(world, monkeypatch):
    """A world with the transforms that ship, and a service of one Dockerfile."""
    monkeypatch.setattr(registry, "installed", installed)
    files = {
        "app/Dockerfile": SERVICE,
        "app/requirements.txt": "uvicorn==0.32.0\n",
        "app/main.py": "print(1)\n",
    }
    world.write_all(files)
    return world


def added(world, *options):
    """Give the lines that a pull request would add."""
    result = world.pr("app", "--dry-run", *options)
    assert result.exit_code == 0, result.stderr
    diff = result.stdout[result.stdout.index("diff --git") :]
    return [line[1:] for line in diff.splitlines() if line.startswith("+")]


@pytest.mark.parametrize(
    ("options", "start"),
    [
        (("--uv-from", "stage"), "FROM ghcr.io/astral-sh/uv:"),
        (("--uv-from", "copy"), "COPY --from=ghcr.io/astral-sh/uv:"),
        (("--python", "keep"), "FROM python:3.11-alpine"),
        (("--harden",), "HEALTHCHECK "),
        (("--config", "uv-from=stage"), "FROM ghcr.io/astral-sh/uv:"),
    ],
)
def test_options_of_a_run_change_what_is_proposed(service, options, start):
    assert any(line.startswith(start) for line in added(service, *options))
    assert not any(line.startswith(start) for line in added(service))


def test_compile_bytecode(service):
    assert any("--compile-bytecode" in line for line in added(service, "--compile-bytecode"))
    assert not any("--compile-bytecode" in line for line in added(service))


def test_select_and_ignore(service):
    assert not any("alpine" in line for line in added(service, "--select", "pip-to-uv"))
    assert not any("uv pip" in line for line in added(service, "--ignore", "pip-to-uv"))


def test_settings_of_the_base_count_unless_isolated(service):
    service.write("dfmigrate.toml", 'python = "keep"\n')

    assert "FROM python:3.11-alpine" in added(service)
    assert "FROM python:3.11-alpine" not in added(service, "--isolated")


def test_a_target_is_a_stage_that_stays(service):
    tested = "FROM python:3.11-slim AS tested\nRUN pip install pytest\n"
    service.write("app/Dockerfile", tested + SERVICE.replace("FROM python:3.11-slim", "FROM tested"))

    with_target = service.pr("app", "--dry-run", "--target", "tested").stdout
    without = service.pr("app", "--dry-run").stdout

    assert with_target != without


@pytest.mark.parametrize("command", [open_, refresh])
def test_no_option_is_forgotten(command):
    names = {each.name for each in command.params}
    settings = {"select", "ignore", "harden", "sources", "python", "uv_from", "compile_bytecode", "targets"}
    values = dict.fromkeys(names, "x") | {"paths": ()}

    wish = Wish.of((), {name: each for name, each in values.items() if name != "paths"}, refresh=False)

    assert {name for name, _ in wish.settings} == settings
    known = {each.name for each in fields(Wish)} | settings | {each.name for each in fields(where(values))}
    assert names <= known


def test_the_help_of_the_group_is_told_to_its_end():
    said = CliRunner().invoke(main, ["pr", "--help"]).stdout

    commands = said.partition("Commands:")[2].partition("Examples:")[0]
    assert "..." not in commands
    assert all(name in commands for name in ("close", "open", "refresh", "status"))
    assert all(name in said for name in ("PATH…", "--dry-run", "--group-by", "--draft")), (
        "of the main command"
    )


@every_forge
def test_max_reviewers(world):
    asked = [option for name in ("anna", "ben", "cara") for option in ("--reviewer", name)]

    assert world.pr("services/a", *asked, "--max-reviewers", "2").exit_code == 0

    assert len(world.forge.pulls[0].reviewers) == 2


def test_a_worker_that_dies_is_a_fault_and_nothing_is_opened(world, monkeypatch):
    def dying(*_):
        raise WorkerError("a worker process died (out of memory?); try --jobs 1")
        yield

    monkeypatch.setattr(crew, "in_order", dying)

    result = world.pr("services", "--jobs", "2")

    assert (result.exit_code, world.forge.written) == (4, [])
    assert result.stderr == "dfmigrate: a worker process died (out of memory?); try --jobs 1\n"


@pytest.mark.parametrize(
    ("created", "said"),
    [
        ("2026-01-10T11:30:00Z", "0 h"),
        ("2026-01-09T13:00:00.000Z", "23 h"),
        ("2026-01-07T12:00:00+02:00", "3 d"),
        ("2026-01-10T13:00:00Z", "0 h"),
        ("", "-"),
        ("2026-01-10T11:30:00", "-"),
    ],
)
def test_status_tells_the_age(created, said):
    pull = Pull(7, "u", "t", "b", State.OPEN, False, "x", "acme", "0", "main", (), "robot", created)
    entry = Entry(Own(pull, "all:all"), Standing(), None)

    _, line = table([entry], datetime(2026, 1, 10, 12, tzinfo=UTC))

    assert f"  {said}  " in line
