"""Which commands of compose files are words for the program that an ENTRYPOINT starts."""

import pytest

from migrator.build_context import BuildContext
from migrator.discovery.compose_starts import compose_starts
from migrator.dockerfile import parse
from migrator.service.entrypoint_arguments import without_arguments
from migrator.source import Source

CLICK = "import click\n\n\n@click.group()\ndef main():\n    pass\n"


@pytest.fixture
def left(tmp_path):
    """Give a function that tells whether the command of a service is still a program."""
    (tmp_path / "compose.yaml").write_text('services:\n  a:\n    build: .\n    command: ["service", "api"]\n')
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "a"\n[project.scripts]\nagent = "agent.cli:main"\n'
    )
    (tmp_path / "agent").mkdir()
    (tmp_path / "agent" / "cli.py").write_text(CLICK)

    def told(text):
        file = tmp_path / "Dockerfile"
        file.write_text(f"FROM python:3.12-slim\n{text}\n")
        dockerfile = parse(Source(str(file), file.read_text()))
        build = BuildContext(tmp_path)
        starts = compose_starts(file, build)
        return bool(without_arguments(dockerfile, build, dockerfile.final, starts))

    return told


@pytest.mark.parametrize(
    "entrypoint",
    [
        "",
        "ENTRYPOINT agent",
        'ENTRYPOINT ["tini", "--"]',
        'ENTRYPOINT ["dumb-init"]',
        'ENTRYPOINT ["gosu", "agent"]',
        'ENTRYPOINT ["sh", "-c", "agent"]',
        'ENTRYPOINT ["./entrypoint.sh", "agent"]',
        'ENTRYPOINT ["uv", "run", "agent"]',
        'ENTRYPOINT ["other"]',
        'ENTRYPOINT ["agent", "exec"]',
        'ENTRYPOINT ["agent"]\nENTRYPOINT []',
        'COPY agent/cli.py /usr/local/bin/agent\nENTRYPOINT ["agent"]',
        'COPY agent/cli.py /srv/agent\nENTRYPOINT ["/srv/agent"]',
    ],
)
def test_it_may_be_a_program(left, entrypoint):
    assert left(entrypoint)


@pytest.mark.parametrize(
    "entrypoint",
    [
        'ENTRYPOINT ["agent"]',
        'ENTRYPOINT ["tini", "-g", "--", "agent"]',
        'ENTRYPOINT ["/usr/local/bin/agent"]',
        'ENTRYPOINT ["agent"]\nFROM scratch AS empty\nFROM python:3.12-slim\nENTRYPOINT ["agent"]',
    ],
)
def test_it_is_an_argument(left, entrypoint):
    assert not left(entrypoint)


@pytest.mark.parametrize("code", ["os.execvp(argv[0], argv)", "subprocess.run(argv)", "pty.spawn(argv)"])
def test_a_program_may_start_what_it_is_given(left, tmp_path, code):
    (tmp_path / "agent" / "cli.py").write_text(f"def main():\n    {code}\n")

    assert left('ENTRYPOINT ["agent"]')


def test_a_program_whose_source_is_not_there(left, tmp_path):
    (tmp_path / "agent" / "cli.py").unlink()

    assert left('ENTRYPOINT ["agent"]')


def test_a_service_with_an_entrypoint_of_its_own(left, tmp_path):
    file = tmp_path / "compose.yaml"
    file.write_text(file.read_text() + "    entrypoint: []\n")

    assert left('ENTRYPOINT ["agent"]')
