"""What compose files have an image run in the place of its CMD, and the user that cannot."""

import pytest

from tests.cases import migrate

DOCKERFILE = (
    'FROM python:3.12\nWORKDIR /app\nCOPY . .\nEXPOSE 8000\nCMD ["gunicorn", "-b", ":8000", "shop:app"]\n'
)


def said(tmp_path, command, file="compose.yml", more="", script=""):
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "start.sh").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / file).write_text(f"services:\n  web:\n    build: .\n    command: {command}\n{more}")
    outcomes = migrate(tmp_path / "Dockerfile", "non-root").outcomes
    found = [outcome.finding for outcome in outcomes if outcome.finding.rule.id in ("DFM600", "DFM601")]
    return [f"{finding.rule.id} {getattr(finding, 'message', '')}".strip() for finding in found]


@pytest.mark.parametrize(
    "command",
    [
        "gunicorn -b :8001 shop:app",
        "celery -A shop worker",
        "./something --that=nobody knows",
        "sh -c 'python manage.py migrate && gunicorn -b :8000 shop:app'",
        "sed -i s/a/b/ /app/settings.ini",
        "cp /etc/hosts /app/hosts",
    ],
)
def test_what_needs_no_root(command, tmp_path):
    assert said(tmp_path, command) == ["DFM600"]


def test_a_service_that_names_its_user(tmp_path):
    assert said(tmp_path, "gunicorn -b :80 shop:app", more="    user: root\n") == ["DFM600"]


def test_a_service_of_another_image(tmp_path):
    more = "  cache:\n    image: redis\n    command: chown redis /data\n"

    assert said(tmp_path, "gunicorn -b :8000 shop:app", more=more) == ["DFM600"]


def test_a_file_for_development_is_noted(tmp_path):
    found = said(tmp_path, "sh -c 'pip install -e . && flask run'", file="compose.override.yml")

    message = "compose.override.yml:4 has it run what needs root: pip installs when the container starts"
    assert found == ["DFM600", f"DFM600 {message}"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("gunicorn -b :80 shop:app", "port 80 is below 1024"),
        ("sh -c 'apk add git && gunicorn shop:app'", "apk installs when the container starts"),
        ('["sh", "-c", "chown -R app . && gunicorn shop:app"]', "it gives files away when it starts"),
        ("supervisord -n", "supervisord starts its programs as other users"),
        ("gunicorn --pid /run/shop.pid shop:app", "gunicorn writes to /run/shop.pid"),
        ("sed -i s/a/b/ /etc/hosts", "sed writes to /etc/hosts"),
        ("./start.sh", "touch writes to /var/log/shop.log"),
    ],
)
def test_what_needs_root(command, why, tmp_path):
    [found] = said(tmp_path, command, script="touch /var/log/shop.log\nexec gunicorn shop:app")

    assert found.startswith(f"DFM601 stays with root: compose.yml:4 has it run what needs root: {why}")
