"""Configuration files that a moved stage copies: what only Debian has in them, and where they go."""

import pytest

from migrator.engine import Status
from tests.cases import migrate
from tests.contexts import put

APP = "FROM python:3.12-slim\nWORKDIR /app\n"


def moved(folder, body, **files):
    for name, text in files.items():
        put(folder, name.replace("__", "/").replace("_conf", ".conf").replace("_ini", ".ini"), text)
    (folder / "app.py").write_text("")
    path = folder / "Dockerfile"
    path.write_text(f'{APP}{body}\nCOPY app.py .\nCMD ["python", "app.py"]\n')
    return migrate(path, "alpine")


def refused(result):
    return [each.finding.message for each in result.outcomes if each.status is Status.REFUSED]


def test_a_driver_of_debian(tmp_path):
    text = "; a comment\n[FreeTDS]\nDriver=/usr/lib/x86_64-linux-gnu/odbc/libtdsodbc.so\n"
    result = moved(tmp_path, "COPY odbcinst.ini /etc/odbcinst.ini", odbcinst_ini=text)

    assert refused(result) == [
        "odbcinst.ini:3 names /usr/lib/x86_64-linux-gnu/odbc/libtdsodbc.so, which Alpine does not have"
    ]
    assert not result.changed


def test_a_folder_of_configuration(tmp_path):
    result = moved(tmp_path, "COPY etc /etc", etc__odbcinst_ini="Setup=/usr/lib/x86_64-linux-gnu/x.so\n")

    assert refused(result)[0].startswith("etc/odbcinst.ini:1 names /usr/lib/x86_64-linux-gnu/x.so")


@pytest.mark.parametrize("name", ["alembic.ini", "tox.ini", "pyproject.toml", "compose.yml"])
def test_files_about_other_things(tmp_path, name):
    (tmp_path / name).write_text("x = /usr/lib/x86_64-linux-gnu/y.so\nshell = /bin/bash\n")
    result = moved(tmp_path, f"COPY {name} .")

    assert refused(result) == []
    assert "bash" not in result.after.text


def test_what_a_comment_says(tmp_path):
    text = "# Driver=/usr/lib/x86_64-linux-gnu/odbc/libtdsodbc.so\n[x]\n"
    result = moved(tmp_path, "COPY odbcinst.ini /etc/odbcinst.ini", odbcinst_ini=text)

    assert refused(result) == []
    assert result.changed


def test_sources_that_lie_in_the_tree(tmp_path):
    text = "command=/bin/bash -c x\n"
    result = moved(tmp_path, "COPY . .", deploy__supervisord_conf=text)

    assert refused(result) == []
    assert "bash" not in result.after.text


def test_supervisor_starts_bash(tmp_path):
    body = "COPY supervisord.conf /etc/supervisord.conf\nRUN pip install supervisor"
    result = moved(tmp_path, body, supervisord_conf="[program:a]\ncommand=bash -c 'python app.py'\n")

    assert refused(result) == []
    assert "apk add --no-cache bash" in result.after.text


def test_supervisor_starts_a_shell_that_starts_cron(tmp_path):
    body = "COPY supervisord.conf /srv/supervisord.conf"
    line = 'command=/bin/bash -c "/usr/bin/crontab /srv/jobs && /usr/sbin/cron -f"\n'
    result = moved(tmp_path, body, supervisord_conf=f"[program:a]\n{line}")

    assert refused(result) == ["supervisord.conf:2 starts cron, which Alpine does not have"]


@pytest.mark.parametrize(
    "line",
    [
        "sh -c 'python app.py | tee %(ENV_LOG)s'",
        "bash -c 'echo cron; exec python app.py'",
        "sh -c",
        "bash start.sh",
        "sh -c 'for'",
    ],
)
def test_supervisor_starts_a_shell_that_starts_nothing_of_debian(tmp_path, line):
    body = "COPY supervisord.conf /srv/supervisord.conf"
    result = moved(tmp_path, body, supervisord_conf=f"[program:a]\ncommand={line}\n")

    assert refused(result) == []


CRON = "RUN apt-get update && apt-get install -y cron git"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("deploy/supervisord.conf", '[program:cron]\ncommand=bash -c "crontab /c && /usr/sbin/cron -f"\n', 2),
        ("compose.yml", "services:\n  jobs:\n    image: acme/app\n    command: cron -f\n", 4),
        ("run/start.sh", "#!/bin/sh\nservice cron start\n", 2),
    ],
)
def test_a_file_that_nothing_names_starts_cron(tmp_path, name, text, line):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    result = moved(tmp_path, CRON)

    found = f"cron is used as on Debian: {name}:{line} starts it, and busybox has crond and /etc/crontabs"
    assert refused(result) == [found]


@pytest.mark.parametrize("text", ["# service cron start\n", "; /usr/sbin/cron -f\n", "supercronic -n jobs\n"])
def test_no_file_starts_cron(tmp_path, text):
    (tmp_path / "start.sh").write_text(text)

    assert "apk add --no-cache git" in moved(tmp_path, CRON).after.text


def test_supervisor_starts_cron(tmp_path):
    body = "COPY supervisord.conf /srv/supervisord.conf"
    result = moved(tmp_path, body, supervisord_conf="[program:a]\ncommand = /usr/sbin/cron -f\n")

    assert refused(result) == ["supervisord.conf:2 starts cron, which Alpine does not have"]


def test_a_configuration_that_the_start_names(tmp_path):
    (tmp_path / "uwsgi.ini").write_text("[uwsgi]\nuid = www-data\n")
    body = 'COPY . /srv\nWORKDIR /srv\nENTRYPOINT ["uwsgi", "--ini", "uwsgi.ini"]'
    result = moved(tmp_path, body)

    assert "adduser -S -D -H -u 82" in result.after.text


def test_a_user_of_a_configuration_in_etc(tmp_path):
    body = "RUN apt-get update && apt-get install -y nginx\nCOPY nginx.conf /etc/nginx/nginx.conf"
    result = moved(tmp_path, body, nginx_conf="user www-data;\nhttp {}\n")

    assert refused(result) == []
    assert "adduser -S -D -H -u 82" in result.after.text


@pytest.mark.parametrize(
    "target",
    ["/etc/nginx/sites-enabled/default", "/etc/nginx/conf.d/", "/etc/cron.d/jobs", "/etc/supervisor/conf.d/"],
)
def test_a_folder_that_only_debian_reads(tmp_path, target):
    result = moved(tmp_path, f"COPY site.conf {target}", site_conf="server {}\n")

    assert [message.startswith(target.rstrip("/")) for message in refused(result)] == [True]


def test_a_folder_that_the_own_configuration_reads(tmp_path):
    body = "COPY nginx.conf /etc/nginx/nginx.conf\nCOPY site.conf /etc/nginx/conf.d/"
    result = moved(tmp_path, body, site_conf="server {}\n", nginx_conf="http {}\n")

    assert refused(result) == []
    assert result.changed


def test_a_folder_that_the_start_names(tmp_path):
    body = 'COPY site.conf /etc/supervisor/conf.d/site.conf\nENTRYPOINT ["x", "-c", "/etc/supervisor/conf.d/site.conf"]'
    result = moved(tmp_path, body, site_conf="[supervisord]\n")

    assert refused(result) == []


@pytest.mark.parametrize("name", ["${ROLE}.ini", "$ROLE.ini", "web.ini"])
def test_a_file_that_the_script_which_starts_names_by_a_variable(tmp_path, name):
    put(tmp_path, "start.sh", f'#!/bin/sh\nexec supervisord -c "/etc/supervisor/{name}"\n')
    body = 'COPY web.ini /etc/supervisor/web.ini\nCOPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]'
    result = moved(tmp_path, body, web_ini="[supervisord]\n")

    assert refused(result) == []
    assert result.changed


@pytest.mark.parametrize("name", ["$CONFIGURATION", "$FOLDER/web.ini", "other-$ROLE.ini", "${ROLE%-*}.ini"])
def test_a_file_that_the_script_which_starts_may_not_name(tmp_path, name):
    put(tmp_path, "start.sh", f'#!/bin/sh\nexec supervisord -c "{name}"\n')
    body = 'COPY web.ini /etc/supervisor/web.ini\nCOPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]'
    result = moved(tmp_path, body, web_ini="[supervisord]\n")

    assert [message.startswith("/etc/supervisor/web.ini is not read") for message in refused(result)] == [
        True
    ]
