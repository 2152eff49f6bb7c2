"""Dev containers that are made from a Dockerfile: what they put on it, and what then stays on Debian."""

import pytest
from click.testing import CliRunner

from migrator.build_context import BuildContext
from migrator.cli import main
from migrator.discovery.dev_containers import dev_containers
from migrator.engine import Status
from tests.cases import migrate
from tests.contexts import put

DOCKERFILE = "ARG VERSION=3.10\nFROM python:${VERSION}-slim\nRUN pip install flask\n"
DOCKER = "ghcr.io/devcontainers/features/docker-in-docker:2"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".git").mkdir()
    put(tmp_path, ".devcontainer/Dockerfile", DOCKERFILE)
    return tmp_path


def wanted(folder, text, name=".devcontainer/devcontainer.json"):
    put(folder, name, text)
    found = dev_containers(folder / ".devcontainer/Dockerfile", BuildContext(folder))
    return [one.wants_debian() for one in found]


@pytest.mark.parametrize(
    "text",
    [
        '{"image": "python:3.12", "features": {"x": {}}}',
        '{"build": {"dockerfile": "../Dockerfile"}, "features": {"x": {}}}',
        '{"build": {"dockerfile": 3}}',
        '["build"]',
        '{"build": ',
        "",
        "[" * 100_000,
    ],
)
def test_other_images_and_what_cannot_be_read(folder, text):
    assert wanted(folder, text) == []


@pytest.mark.parametrize(
    "rest",
    [
        '"features": {}',
        '"features": {"ghcr.io/devcontainers/features/common-utils:2": {}}',
        '"features": ["x"], "postCreateCommand": null',
        '"postCreateCommand": "python manage.py migrate  # adapt-get"',
        '"postStartCommand": ["sh", "-c", "cat pip-install.log"]',
        '"initializeCommand": "apt-get install -y git"',  # runs on the developer's machine
    ],
)
def test_dev_containers_that_ask_for_nothing(folder, rest):
    assert wanted(folder, f'{{"build": {{"dockerfile": "Dockerfile"}}, {rest}}}') == [""]


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (
            f'"features": {{"{DOCKER}": {{"version": "latest"}}}}',
            f".devcontainer/devcontainer.json:2 puts {DOCKER} on it, which may be for Debian",
        ),
        (
            '"postCreateCommand": "sudo apt-get update"',
            ".devcontainer/devcontainer.json:2 calls apt-get in it",
        ),
        (
            '"onCreateCommand": {"a": ["bash", "-c", "apt install -y x"]}',
            ".devcontainer/devcontainer.json:2 calls apt in it",
        ),
        (
            '"updateContentCommand": ["pip", "install", "-r", "requirements.txt"]',
            ".devcontainer/devcontainer.json:2 has pip install bring into it what this file does not tell",
        ),
    ],
)
def test_what_asks_for_debian(folder, rest, said):
    assert wanted(folder, f'{{"dockerFile": "Dockerfile",\n{rest}}}') == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"dockerFile": "Dockerfile"\n"features": {}}', True),
        ('{"build": {"dockerfile" : "../.devcontainer/Dockerfile"} "name": 1}', True),
        ('{"dockerFile": "other/Dockerfile"\n"features": {}}', False),
        ('{// "dockerFile": "Dockerfile"\n"image": "x" "features": {}}', False),
        ('{"dockerFile": "Dockerfile', False),
    ],
)
def test_a_comma_that_is_missing(folder, text, said):
    reason = ".devcontainer/devcontainer.json is no JSON, so that what it puts on it cannot be told"

    assert wanted(folder, text) == ([reason] if said else [])


def test_comments_and_last_commas(folder):
    text = """
    // "features": {}
    {
      "build": { "dockerfile": "Dockerfile", /* of it */ "context": "..", },
      "features": {
        // "ghcr.io/devcontainers/features/nvidia-cuda:1": {}
        "ghcr.io/acme//f:1": {"url": "https://a.dev/,]"},
      },
    }
    """

    assert wanted(folder, text) == [
        ".devcontainer/devcontainer.json:7 puts ghcr.io/acme//f:1 on it, which may be for Debian"
    ]


def test_a_service_of_a_compose_file(folder):
    put(folder, "compose.yml", "services:\n  web:\n    build: .devcontainer\n  db:\n    image: postgres\n")
    asks = '"postCreateCommand": "apt moo"}'

    assert wanted(folder, '{"dockerComposeFile": "../compose.yml", "service": "db", ' + asks) == []
    assert wanted(folder, '{"dockerComposeFile": ["../compose.yml"], "service": "web", ' + asks) == [
        ".devcontainer/devcontainer.json:1 calls apt in it"
    ]


def test_the_image_stays_on_debian(folder):
    put(folder, ".devcontainer/devcontainer.json", '{"dockerFile": "Dockerfile", "features": {"x": 1}}')

    result = migrate(folder / ".devcontainer/Dockerfile", "alpine")

    found = {each.finding.rule.id: each for each in result.outcomes}
    assert found["DFM217"].status is Status.REFUSED
    assert "puts x on it" in found["DFM217"].finding.message
    assert result.after.text == DOCKERFILE


def test_an_argument_that_it_gives(folder):
    text = '{"build": {"dockerfile": "Dockerfile",\n "args": {"VERSION": "3.10"}}}'
    put(folder, ".devcontainer/devcontainer.json", text)

    result = CliRunner().invoke(main, [str(folder / ".devcontainer/Dockerfile"), "--dry-run"])

    assert "DFM005 [refused] .devcontainer/devcontainer.json:2 gives VERSION" in result.stderr
    assert "alpine" not in result.stdout


INSTALLED = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"


@pytest.mark.parametrize(
    "rest",
    [
        '"postCreateCommand": "pip install -r dev.txt"',
        '"postCreateCommand": "pip install -U -r requirements.txt"',
        '"postCreateCommand": "pip install -r requirements.txt", "postStartCommand": "x"',
        '"postCreateCommand": {"a": "pip install -r requirements.txt", "b": "apt-get update"}',
        '"postCreateCommand": "pip install -r requirements.txt", "workspaceFolder": "/src/sub"',
        '"postCreateCommand": "pip install -r requirements.txt", "remoteEnv": {"PIP_PRE": "1"}',
        '"postCreateCommand": "pip install -r requirements.txt", "features": {"x": 1}',
    ],
)
def test_what_it_installs_may_be_more_than_the_image_has(tmp_path, rest):
    assert dev_image(tmp_path, rest) == "python:3.12-slim"


@pytest.mark.parametrize(
    "command", ['"pip install --no-cache-dir -r requirements.txt"', '["pip", "install", "-e", "."]']
)
def test_what_it_installs_is_there(tmp_path, command):
    assert dev_image(tmp_path, f'"postCreateCommand": {command}') == "python:3.12-alpine"


def dev_image(folder, rest):
    """Give the image of a Dockerfile that a dev container is made from, once it is migrated."""
    (folder / ".git").mkdir()
    put(folder, "requirements.txt", "flask==3.0.0\n")
    put(folder, "dev.txt", "pytest\n")
    system = '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n'
    put(folder, "pyproject.toml", f'{system}[project]\nname = "a"\nversion = "1"\n')
    put(folder, "Dockerfile", f"{INSTALLED}RUN pip install .\n")
    text = f'{{"build": {{"dockerfile": "../Dockerfile", "context": ".."}}, {rest}}}'
    put(folder, ".devcontainer/devcontainer.json", text)
    return migrate(folder / "Dockerfile", "alpine").after.text.splitlines()[0].removeprefix("FROM ")
