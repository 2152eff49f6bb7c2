"""Alpine images that get their Python from apk: which move, what leaves them, and what ties them to it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import transforms
from migrator.alpine.apk_python import OWN, python_of_release
from migrator.cli import main
from migrator.engine import Status
from migrator.knowledge import Knowledge
from migrator.versions import numbers
from tests.cases import cases, migrate, show, sound

SHIPPED = Knowledge.load(Path(transforms.__file__).parent / "data")
BODY = """FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip
RUN pip3 install flask==3.0.0 celery==5.4.0
{}
"""


@pytest.mark.parametrize("path", cases("apk_python"))
def test_case(path, seen):
    assert show(path, "alpine") == seen


@pytest.mark.parametrize("path", cases("apk_python"))
def test_a_second_run_of_everything_changes_nothing_and_buildkit_reads_it(path):
    sound(path)


@pytest.mark.parametrize("path", cases("apk_python"))
def test_a_file_moves_wholly_or_is_left_as_it_is(path):
    result = migrate(path, "alpine")
    text = result.after.text
    last = text[text.lower().rindex("from ") :]
    moved = any("-alpine" in line for line in text.splitlines() if "from" in line.lower())

    assert result.changed == moved
    if moved:
        words = [word for line in last.splitlines() if "apk " in line for word in line.split()]
        assert not [word for word in words if OWN.fullmatch(word.strip("'\"").split("=")[0])]
        assert "/usr/bin/python" not in last
        assert "EXTERNALLY-MANAGED" not in last
        assert "--break-system-packages" not in last


# what the image is for


def moves(folder, text, **files):
    for name, content in files.items():
        (folder / name).write_text(content)
    path = folder / "Dockerfile"
    path.write_text(text)
    return migrate(path, "alpine")


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["python3", "app.py"]',
        'CMD ["python", "-m", "app"]',
        "CMD python3.11 app.py",
        'ENTRYPOINT ["python3"]',
        'ENTRYPOINT ["/sbin/tini", "--"]\nCMD ["flask", "run"]',
        "CMD exec celery -A app worker",
        'CMD ["sh", "-c", "sleep 2 && celery -A app beat"]',
        'ENTRYPOINT ["su-exec", "nobody", "flask"]\nCMD ["run"]',
    ],
)
def test_it_is_there_for_python(start, tmp_path):
    assert moves(tmp_path, BODY.format(start)).changed


@pytest.mark.parametrize(
    "start",
    [
        "",
        'CMD ["sh"]',
        'CMD ["nginx"]',
        "CMD crond && python3 app.py",
        'CMD ["sh", "-c", "python3 render.py && exec nginx"]',
        'CMD ["sh", "-c", "nginx & python3 app.py"]',
        'ENTRYPOINT ["/entrypoint.sh"]',
        'CMD ["something"]',
        'ENTRYPOINT ["aws"]',
        'CMD ["node", "server.js"]',
        'CMD ["supervisord", "-n"]',
    ],
)
def test_it_is_there_for_something_else(start, tmp_path):
    result = moves(tmp_path, BODY.format(start))

    assert not result.changed
    assert not result.outcomes, "an image that only has Python beside is no matter of ours"


# the table of releases


@pytest.mark.parametrize(
    ("tag", "python"),
    [
        ("3.9", "3.6"),
        ("3.12", "3.8"),
        ("3.18", "3.11"),
        ("3.18.4", "3.11"),
        ("3.23", "3.12"),
        ("3.24", "3.14"),
        ("3", ""),
        ("edge", ""),
        ("latest", ""),
        ("", ""),
        ("20240807", ""),
        ("3.99", ""),
        ("3.18_rc1", ""),
    ],
)
def test_which_python_a_release_has(tag, python):
    assert python_of_release(SHIPPED, tag) == python


def test_the_table_says_where_each_row_is_from():
    names = SHIPPED.names("alpine-python.toml")
    releases = [name.removeprefix("release ") for name in names if name.startswith("release ")]
    pythons = [numbers(python_of_release(SHIPPED, each)) for each in releases]

    assert all(SHIPPED.row("alpine-python.toml", name)["source"] for name in names)
    assert {SHIPPED.row("alpine-python.toml", name)["sure"] for name in names} == {
        "package-listed",
        "knowledge",
    }
    assert pythons == sorted(pythons), "no release went back to an older Python"
    assert [each.rpartition(".")[2] for each in releases] == [str(number) for number in range(5, 25)]


def test_programs_of_the_table_are_packages_of_alpine():
    names = SHIPPED.names("alpine-python.toml")
    programs = [name.removeprefix("program ") for name in names if name.startswith("program ")]

    assert programs == sorted(programs)
    assert all(SHIPPED.apk_exists(each) for each in programs)


# what ties an image to its Python


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("RUN apk add --no-cache py3-virtualenv", "py3-virtualenv is for Alpine's own Python"),
        ("RUN apk add --no-cache pdm", "pdm runs with Alpine's own Python"),
        ("RUN apk add --no-cache apache2-mod-wsgi", "apache2-mod-wsgi runs with"),
        ("RUN apk add --no-cache jq~=1.6", "the version is that of the release"),
        ("RUN apk add --no-cache no-such-package", "no-such-package is not known"),
        ("RUN apk add --no-cache jq@edge", "repositories of the file's own"),
        ("RUN apk add -X https://example.com/alpine/edge/main jq", "repositories of the file's own"),
        ("COPY repositories /etc/apk/repositories", "repositories of the file's own"),
        ("RUN sed -i s/v3.18/edge/ /etc/apk/repositories", "repositories of the file's own"),
        ("RUN apk add --no-cache $MORE", "which packages $MORE is cannot be told"),
        ("RUN apk add --no-cache python2", "python2 is Python 2"),
        ("ENV PYTHONHOME=/usr", "PYTHONHOME names the folder of another Python"),
        ("ENV PATH=/usr/bin:$PATH", "PATH puts Alpine's programs before those of the image"),
        ("ENV C_INCLUDE_PATH=/usr/include/python3.11", "/usr/include/python3.11 is a place of Alpine's own"),
        ("RUN ls /usr/lib/python3.11/lib-dynload", "/usr/lib/python3.11/lib-dynload is a place"),
        ("RUN pip3 install --prefix=/usr flask", "--prefix=/usr is a place of Alpine's own"),
        (
            "RUN cat packages.txt | xargs apk add --no-cache",
            "which packages xargs hands to apk cannot be told",
        ),
        ("RUN apk add --allow-untrusted ./glibc-2.35-r1.apk", "glibc-2.35-r1.apk is a file"),
        ("RUN apk add --virtual .python-rundeps libpq", "holds its libraries"),
        ("RUN apk add --no-cache postgresql14-client", "postgresql14-client: the newer Alpine"),
        ("ONBUILD RUN apk add python3-dev", "later builds install Alpine's own Python"),
        ("RUN rm -f /usr/bin/python /tmp/x", "removes Alpine's own Python together with other things"),
        ("COPY run.sh /usr/bin/\nRUN /usr/bin/celery --version", "/usr/bin/celery may be a script of pip"),
        ("RUN ln -s /usr/bin/celery /usr/local/bin/celery", "/usr/bin/celery may be a script of pip"),
        ("RUN apk info -e python3", "apk is asked about python3"),
        ("RUN pip3 install --no-build-isolation ujson", "builds with the setuptools"),
        ("ARG PYTHON_VERSION=3.11\nRUN echo $PYTHON_VERSION", "ARG PYTHON_VERSION has no effect"),
        ("RUN python3.9 -V", "python3.9 is named, and the image has Python 3.11"),
        ("RUN /usr/bin/celery --version", "/usr/bin/celery may be a script of pip"),
        ("RUN ln -sf /usr/bin/python3 /usr/local/bin/python || exit 3", "has nothing to do"),
    ],
)
def test_what_keeps_it(line, says, tmp_path):
    result = moves(tmp_path, BODY.format(f'{line}\nCMD ["python3", "app.py"]'))
    refused = [each.finding.message for each in result.outcomes if each.status is Status.REFUSED]

    assert not result.changed
    assert any(says in message for message in refused), refused
    assert all(each.finding.hint for each in result.outcomes if each.status is Status.REFUSED)


@pytest.mark.parametrize(
    "line",
    [
        "RUN apk add --no-cache mercurial",
        "RUN apk info",
        "RUN ln -s /var/cache/apk /etc/apk/cache",
        "RUN rm -f /usr/bin/python && ln -s python3 /usr/bin/python",
        "RUN unlink /usr/bin/pip3; mv /usr/bin/python3 /usr/bin/python3.11 && true",
        'COPY ["run.sh", "/usr/bin/run"]\nRUN /usr/bin/run',
        "COPY bin/run.sh /usr/bin/\nRUN /usr/bin/run.sh",
        "RUN cp /x /usr/bin/tool && /usr/bin/tool",
        "RUN apk add --no-cache postgresql-client openjdk17-jre-headless lua5.4 sdl2",
        "RUN pip3 install setuptools==70.0.0 && pip3 install --no-build-isolation ujson==5.10.0",
        'ARG PYTHON_VERSION=3.11.8-r0\nRUN apk add "python3=$PYTHON_VERSION"',
        "RUN apk add --no-cache 'jq>1'",
        "RUN apk add --no-cache ffmpeg && /usr/bin/ffmpeg -version",
        "RUN wget -O /usr/bin/tool https://example.com/tool.txt && /usr/bin/env true",
        "ENV PATH=/opt/bin:$PATH",
        "ENV PATH=/app/bin:/usr/local/bin:/usr/bin:/bin",
        "RUN sed -i s/dl-cdn.alpinelinux.org/mirror.example.com/ /etc/apk/repositories",
        "# python3.9 and /usr/bin/celery are only spoken of",
        "COPY --from=golang:1.22-alpine /usr/local/go/bin/gofmt /usr/local/bin/gofmt",
        "COPY --from=nginx:alpine /usr/share/nginx/html /srv",
    ],
)
def test_what_does_not_keep_it(line, tmp_path):
    assert moves(tmp_path, BODY.format(f'{line}\nCMD ["python3", "app.py"]')).changed


def test_a_file_that_others_are_started_by_is_not_read(tmp_path):
    body = BODY.format('COPY . /app\nCMD ["python3", "/app/app.py"]')
    files = {"Makefile": "run:\n\t/usr/bin/python3 app.py\n", "README.md": "Run /usr/bin/python3\n"}

    assert moves(tmp_path, body, **files).changed


def test_files_that_name_the_system_python_are_told_once(tmp_path):
    body = BODY.format('COPY . /app\nCMD ["python3", "/app/one.py"]')
    shebang = "#!/usr/bin/python3\n"
    result = moves(tmp_path, body, **{"one.py": shebang, "two.py": shebang})
    (refused,) = (each.finding for each in result.outcomes if each.status is Status.REFUSED)

    assert refused.message == "one.py:1 names /usr/bin/python3, which is Alpine's own Python (and 1 more)"


def test_a_script_that_starts_has_to_be_seen(tmp_path):
    body = BODY.format('COPY manage.py /app/\nWORKDIR /app\nCMD ["./manage.py", "runserver"]')

    assert not moves(tmp_path, body).changed
    assert moves(tmp_path, body, **{"manage.py": "#!/usr/bin/env python3\n"}).changed


def test_a_compose_file_that_names_the_system_python_keeps_it(tmp_path):
    body = BODY.format('COPY app.py /\nCMD ["python3", "/app.py"]')
    compose = "services:\n  app:\n    build: .\n    command: {} /app.py\n"
    (tmp_path / ".git").mkdir()

    assert not moves(tmp_path, body, **{"compose.yaml": compose.format("/usr/bin/python3")}).changed
    assert moves(tmp_path, body, **{"compose.yaml": compose.format("python3")}).changed


@pytest.mark.parametrize(
    "command",
    [
        "ln -sf python3 /usr/bin/python",
        "ln -s /usr/bin/pip3 /usr/bin/pip",
        "ln -sf /usr/bin/python3.11 /usr/local/bin/python",
        "cp /usr/bin/python3 /usr/bin/python",
        "rm -f /usr/bin/python",
        "rm -r /usr/lib/python*/ensurepip",
        "python3 -m ensurepip --upgrade",
        "unlink /usr/bin/pip3",
    ],
)
def test_what_is_done_to_the_system_python_leaves_nothing_to_the_images(command, tmp_path):
    body = BODY.format(f'RUN {command}\nRUN true && {command} && whoami\nCMD ["python3", "app.py"]')
    result = moves(tmp_path, body)

    assert "\nRUN true && whoami\nCMD" in result.after.text
    assert "/local" not in result.after.text, "the image's own Python is not touched"


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ("", True),
        ('select = ["alpine"]', True),
        ('select = ["rebase-alpine"]', False),
        ('ignore = ["apk-python"]', False),
        ('ignore = ["DFM311"]', False),
    ],
)
def test_both_parts_are_done_or_none(settings, wanted, tmp_path):
    (tmp_path / "dfmigrate.toml").write_text(settings + "\n")
    body = BODY.format('CMD ["/usr/bin/python3", "-m", "flask", "run"]')

    done = CliRunner().invoke(main, [str(tmp_path / "Dockerfile"), "--dry-run"])
    assert done.exit_code == 2, "there is no file yet"
    (tmp_path / "Dockerfile").write_text(body)
    done = CliRunner().invoke(main, [str(tmp_path / "Dockerfile"), "--dry-run"])
    assert ("+FROM python:3.12-alpine" in done.stdout) == wanted, done.output
    assert ("/usr/local/bin/python3" in done.stdout) == wanted


def test_a_release_that_is_newer_than_the_table_can_be_told(tmp_path):
    (tmp_path / "ours.toml").write_text(
        '[alpine-python]\n"release 3.99" = { python = "3.13", source = "us" }\n'
    )
    body = BODY.format('CMD ["python3", "-m", "flask", "run"]').replace("3.18", "3.99")
    (tmp_path / "Dockerfile").write_text(body)

    told = CliRunner().invoke(
        main, [str(tmp_path / "Dockerfile"), "--dry-run", "--knowledge", str(tmp_path / "ours.toml")]
    )
    assert "+FROM python:3.13-alpine" in told.stdout, told.output


def test_what_docker_keeps_out_of_the_build_is_not_read(tmp_path):
    body = BODY.format('COPY . /app\nCMD ["python3", "/app/app.py"]')

    assert moves(tmp_path, body, **{"one.py": "#!/usr/bin/python3\n", ".dockerignore": "one.py\n"}).changed
