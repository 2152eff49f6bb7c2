"""What compose files give a container of its host, so that it stays with root."""

import pytest

from migrator.build_context import BuildContext
from migrator.discovery.host_powers import host_powers
from tests.cases import migrate

DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "app.py").write_text("print(1)\n")
    return tmp_path


def said(folder, rest, name="compose.yml"):
    (folder / name).write_text(f"services:\n  app:\n    build: .\n    {rest}\n")
    found = host_powers(folder / "Dockerfile", BuildContext(folder))
    return [f"{one.place} {one.what}" for one in found]


@pytest.mark.parametrize(
    "rest",
    [
        "ports: ['80:80']",
        "privileged: false",
        "privileged: 'No'",
        "pid: service:db",
        "cap_add: []",
        "devices: null",
        "volumes: [/etc/localtime:/etc/localtime:ro, 'data:/proc:ro', ./x.sock:/x.sock:ro]",
        "volumes: [/proc:/host]",  # to be written: another matter
        "volumes: [3, {type: bind, source: /proc}]",
        "privileged: true\n    user: '0'",
    ],
)
def test_what_gives_nothing(folder, rest):
    assert said(folder, rest) == []


@pytest.mark.parametrize(
    ("rest", "what"),
    [
        ("privileged: true", "makes the container privileged"),
        ("privileged: 'true'", "makes the container privileged"),
        ("privileged: ${ALL_POWERS:-false}", "makes the container privileged"),
        ("pid: host", "shows it all processes of the host"),
        ("cap_add: [NET_ADMIN, NET_RAW, X]", "gives it NET_ADMIN, NET_RAW"),
        ("devices: ['/dev/ttyUSB0:/dev/ttyUSB0']", "gives it /dev/ttyUSB0:/dev/ttyUSB0"),
        ("volumes: ['/proc:/host/proc:ro']", "has it read /proc, of which much is root's"),
        ("volumes: ['/:/host:ro,rslave']", "has it read /, of which much is root's"),
        (
            "volumes: [/var/run/docker.sock:/var/run/docker.sock:ro]",
            "has it read /var/run/docker.sock, of which much is root's",
        ),
        (
            "volumes: [{type: bind, source: /var/log/, target: /logs, read_only: true}]",
            "has it read /var/log, of which much is root's",
        ),
    ],
)
def test_what_is_root_s(folder, rest, what):
    assert said(folder, rest) == [f"compose.yml:4 {what}"]


@pytest.mark.parametrize(("name", "rule"), [("compose.yml", "DFM601"), ("compose.dev.yml", "DFM600")])
def test_such_an_image_stays_with_root(folder, name, rule):
    said(folder, "pid: host", name)

    result = migrate(folder / "Dockerfile", "non-root")

    assert [each.finding.rule.id for each in result.outcomes if each.finding.rule.id < "DFM602"] == [rule]
    assert ("USER" in result.after.text) is (rule == "DFM600")
