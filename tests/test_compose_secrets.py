"""Secrets and keys of the host that compose has an image read, and the user that may not."""

import pytest

from tests.cases import migrate

DOCKERFILE = (
    'FROM python:3.12\nWORKDIR /app\nCOPY . .\nEXPOSE 8000\nCMD ["gunicorn", "-b", ":8000", "shop:app"]\n'
)


def said(folder, service, more="", file="compose.yml"):
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "public.pem").write_text("")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / file).write_text(f"services:\n  web:\n    build: .\n{service}{more}")
    outcomes = migrate(folder / "Dockerfile", "non-root").outcomes
    found = [each.finding for each in outcomes if each.finding.rule.id in ("DFM600", "DFM601")]
    return [f"{each.rule.id} {getattr(each, 'message', '')}".strip() for each in found]


@pytest.mark.parametrize(
    ("service", "more"),
    [
        ("    secrets: [db]\n", "secrets:\n  db:\n    external: true\n"),
        ("    secrets: [db]\n", "secrets:\n  db:\n    environment: DB\n"),
        ("    secrets: [db]\n", "secrets:\n  db:\n    file: public.pem\n"),
        ("    secrets: db\n", "secrets: []\n"),
        ("    secrets: [db]\n    user: root\n", "secrets:\n  db:\n    file: ./db.txt\n"),
        ("    volumes: ['./public.pem:/app/public.pem:ro']\n", ""),
        ("    volumes: ['./settings.yml:/etc/shop.yml:ro']\n", ""),
    ],
)
def test_what_all_can_read(service, more, tmp_path):
    assert said(tmp_path, service, more) == ["DFM600"]


def test_a_file_for_development(tmp_path):
    secret = "secrets:\n  db:\n    file: ./db.txt\n"

    assert said(tmp_path, "    secrets: [db]\n", secret, file="compose.override.yml") == ["DFM600"]


@pytest.mark.parametrize(
    ("service", "more", "source"),
    [
        ("    secrets: [db]\n", "secrets:\n  db:\n    file: db.txt\n", "./db.txt"),
        ("    secrets:\n      - source: db\n", "secrets:\n  db:\n    file: /srv/db\n", "/srv/db"),
        ("    volumes: ['./tls/server.key:/tls/server.key:ro']\n", "", "./tls/server.key"),
        ("    volumes: ['~/.ssh/id_rsa:/app/id_rsa:ro']\n", "", "~/.ssh/id_rsa"),
    ],
)
def test_what_may_be_its_owners_alone(service, more, source, tmp_path):
    [found] = said(tmp_path, service, more)

    assert found == (
        f"DFM601 stays with root: compose.yml:4 has it read {source}, which may be open to its owner alone"
    )


def test_what_several_files_name_is_told_at_once(tmp_path):
    names = ("one", "two", "three", "four")
    secrets = "secrets:\n" + "".join(f"  {name}:\n    file: ./{name}.txt\n" for name in names)
    service = (
        f"    secrets: [{', '.join(names)}]\n    volumes: ['/srv/media:/app/media', '/srv/logs:/app/logs']\n"
    )
    said(tmp_path, service, secrets, file="compose.prod.yml")

    assert said(tmp_path, service, secrets) == [
        "DFM601 stays with root: compose.prod.yml:4 has it read ./one.txt, ./two.txt, ./three.txt and 1 more, "
        "which may be open to their owner alone",
        "DFM601 stays with root: compose.prod.yml:5 mounts /srv/media at /app/media, /srv/logs at /app/logs, "
        "and who owns them is not known",
    ]
