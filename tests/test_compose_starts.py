"""What compose files run in an image: their commands, entrypoints and health checks, and calls of compose."""

from pathlib import Path

import pytest

from migrator.build_context import BuildContext
from migrator.discovery.compose_starts import compose_starts
from migrator.engine import Status
from tests.cases import migrate
from tests.contexts import put

DOCKERFILE = 'FROM python:3.12\nWORKDIR /app\nCOPY scripts scripts\nCOPY app.py .\nCMD ["python", "app.py"]\n'
WEB = "services:\n  web:\n    build: .\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "start.sh").write_text("#!/bin/sh\ncurl -f http://db/\nexec python app.py\n")
    (tmp_path / "app.py").write_text("curl\n")
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return tmp_path


def commands(folder, dockerfile="Dockerfile"):
    starts = compose_starts(folder / dockerfile, BuildContext(folder))
    return [[word.value for word in start.script.commands[0].words] for start in starts]


def added(folder, *, text=WEB, name="compose.yml"):
    (folder / name).write_text(text)
    result = migrate(folder / "Dockerfile", "alpine")
    line = next((one for one in result.after.text.splitlines() if "apk add" in one), "")
    return line.partition("--no-cache ")[2].split()


def test_no_compose_file(folder):
    assert commands(folder) == []


def test_a_compose_file_among_any_number_of_installed_packages(folder, monkeypatch):
    monkeypatch.setattr("migrator.build_context.MAX_FILES", 2)
    for number in range(9):
        put(folder, f"node_modules/p{number}/compose.yml", WEB + "    command: wrong\n")
    text = "services:\n  web:\n    build: ..\n    command: bash -c x\n"
    put(folder, "services/compose.yml", text)

    assert commands(folder) == [["bash", "-c", "x"]]


def test_a_compose_file_named_for_a_stage(folder):
    (folder / "local.yml").write_text("services:\n  web:\n    build: .\n    command: bash -c x\n")
    (folder / "production.yml").write_text("- hosts: all\n  tasks: [{{ broken\n")
    (folder / "staging.yml").write_text("stages:\n  services:\n    web: {build: ., command: wrong}\n")

    assert commands(folder) == [["bash", "-c", "x"]]


def test_no_root():
    assert compose_starts(Path("Dockerfile"), BuildContext(None)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "services: [",
        "services:\n  web: 1\n",
        "services:\n  web:\n    image: nginx\n    command: bash -c x\n",
        "- 1\n",
    ],
)
def test_files_that_say_nothing(folder, text):
    (folder / "compose.yml").write_text(text)

    assert commands(folder) == []


def test_a_command_is_split_as_compose_does(folder):
    (folder / "compose.yml").write_text(f'{WEB}    command: bash -c "a && b $$HOME"\n')
    (start,) = compose_starts(folder / "Dockerfile", BuildContext(folder))

    assert [one.words[0].value for one in start.script.commands] == ["bash", "a", "b"]
    assert (start.file, start.line, start.target) == ("compose.yml", 4, None)


def test_lists_targets_and_checks(folder):
    text = (
        "services:\n  web:\n    build: {context: ., target: dev}\n    entrypoint: [python, -m, x]\n"
        "    healthcheck:\n      test: [CMD, curl, -f, http://localhost/]\n"
    )
    (folder / "compose.yml").write_text(text)
    starts = compose_starts(folder / "Dockerfile", BuildContext(folder))

    assert {start.target for start in starts} == {"dev"}
    assert commands(folder) == [["python", "-m", "x"], ["curl", "-f", "http://localhost/"]]


def test_a_service_that_shares_the_image(folder):
    text = "services:\n  web: {build: ., image: app}\n  worker: {image: app, command: celery worker}\n"
    (folder / "compose.yml").write_text(text)

    assert commands(folder) == [["celery", "worker"]]


def test_a_file_that_is_laid_over_another(folder):
    (folder / "compose.yml").write_text(WEB)
    (folder / "compose.override.yml").write_text("services:\n  web:\n    command: gunicorn app\n")

    assert commands(folder) == [["gunicorn", "app"]]


def test_what_a_workflow_runs(folder):
    (folder / "compose.yml").write_text(WEB)
    text = "    - run: docker compose run --rm -e A=1 web bash scripts/pre.sh\n    - run: docker compose exec web bash\n"
    put(folder, ".github/workflows/ci.yml", text)

    assert commands(folder) == [["bash", "scripts/pre.sh"]]


@pytest.mark.parametrize(
    ("command", "packages"),
    [
        ("command: python app.py", []),
        ('command: bash -c "python app.py"', ["bash"]),
        ("command: [sh, scripts/start.sh]", ["curl"]),
        ('healthcheck: {test: ["CMD-SHELL", "curl -f http://localhost || exit 1"]}', ["curl"]),
        ("healthcheck: {test: [NONE]}", []),
        ("command: poetry run bash -c x", ["bash"]),
        ('command: ["uv", "run", "--no-sync", "bash", "-c", "curl db"]', ["bash", "curl"]),
        ("command: uv run --no-sync scripts/start.sh", ["curl"]),
        ("command: echo bash", []),
        ("command: uv run --no-sync app.py", []),
    ],
)
def test_what_the_image_needs_for_it(folder, command, packages):
    assert added(folder, text=f"{WEB}    {command}\n") == packages


def test_installs_when_it_starts(folder):
    (folder / "compose.yml").write_text(f'{WEB}    command: sh -c "pip install torch && python app.py"\n')
    result = migrate(folder / "Dockerfile", "alpine")
    refused = [each.finding.message for each in result.outcomes if each.status is Status.REFUSED]

    assert len(refused) == 1
    assert "torch" in refused[0]


BARE = "FROM python:3.12\nWORKDIR /app\nCOPY app.py .\n"


def refused(folder, command, *, dockerfile=BARE):
    (folder / "Dockerfile").write_text(dockerfile)
    (folder / "compose.yml").write_text(f"{WEB}    volumes: [.:/app]\n    command: {command}\n")
    result = migrate(folder / "Dockerfile", "alpine")
    return [each.finding.message for each in result.outcomes if each.status is Status.REFUSED]


@pytest.mark.parametrize(
    "command",
    [
        'sh -c "uv sync && uv run python app.py"',
        "uv run app.py",
        '["uv", "run", "--group", "dev", "python", "app.py"]',
        "bash -c 'pip install -r requirements.txt && python app.py'",
        "poetry install",
        'sh -c "pipenv install --dev && pipenv run python app.py"',
        "pdm sync",
    ],
)
def test_installs_on_a_mounted_folder(folder, command):
    messages = refused(folder, command)

    assert len(messages) == 1
    assert "is installed when the container starts (compose.yml, line 5), and cannot be read" in messages[0]


def test_installs_what_the_image_copies_last(folder):
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\ndependencies = ["torch"]\n')
    (message,) = refused(folder, "uv run app.py", dockerfile=BARE.replace("app.py", "pyproject.toml"))

    assert message.startswith("pyproject.toml:4: torch cannot be on musl")


@pytest.mark.parametrize(
    ("command", "installing"),
    [
        ("uv run --no-sync app.py", ""),
        ("poetry run python app.py", ""),
        ("uv run app.py", "RUN pip install flask\n"),
        ("uv pip list", ""),
        ("pip install flask", ""),
    ],
)
def test_starts_that_install_nothing_that_is_hidden(folder, command, installing):
    assert refused(folder, command, dockerfile=BARE + installing) == []


def test_calls_of_a_container_by_its_name(folder):
    (folder / "compose.yml").write_text(WEB + "    container_name: shop_web\n")
    text = 'docker exec -it shop_web bash -c "make x"\ndocker exec --env A=1 other bash -c x\ndocker exec web bash\n'
    (folder / "ci.sh").write_text(text)

    assert commands(folder) == [["bash", "-c", "make x"]]
