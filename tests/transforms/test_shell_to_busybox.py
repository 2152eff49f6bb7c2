import re
import tomllib

import pytest

from migrator.busybox.applets import Applet, troubles
from migrator.busybox.debian_commands import held
from migrator.busybox.debian_paths import debian_paths
from migrator.busybox.echo_escapes import echo_differs
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.shell import parse_script
from migrator.shell.options import OptionSpec
from migrator.source import Logical
from tests.cases import ROOT, cases, migrate, show, sound

DATA = ROOT / "transforms" / "data"


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge.load(*knowledge_folders())


def command(text):
    return parse_script(Logical(text, ((0, 0),))).commands[0]


@pytest.mark.parametrize("path", cases("shell_to_busybox"))
def test_case(path, seen):
    assert show(path, "alpine") == seen


@pytest.mark.parametrize("path", cases("shell_to_busybox"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, "alpine")


def added(tmp_path, *lines, tag="3.12-slim"):
    (tmp_path / "Dockerfile").write_text("\n".join((f"FROM python:{tag}", *lines, "")))
    text = migrate(tmp_path / "Dockerfile", "alpine").after.text
    return text.partition("apk add --no-cache ")[2].partition("\n")[0].split()


@pytest.mark.parametrize(
    "line",
    [
        'CMD poetry run bash -c "cd src && python app.py"',
        'CMD ["/usr/local/bin/poetry", "-C", "src", "run", "bash", "run.sh"]',
        'CMD ["python", "-m", "pipenv", "run", "bash", "run.sh"]',
        'CMD ["uv", "--directory", "src", "run", "--no-sync", "--python", "3.12", "--with", "rich", "bash"]',
        "CMD pdm run -p src bash run.sh",
        "CMD ddtrace-run bash run.sh",
        "CMD opentelemetry-instrument --traces_exporter otlp --service_name=x bash run.sh",
        "CMD newrelic-admin run-program bash run.sh",
        "CMD doppler run --project x -- bash run.sh",
        "CMD watchmedo auto-restart -d . -p '*.py' -R -- bash run.sh",
        "ENTRYPOINT dockerize -wait tcp://db:5432 -timeout 10s bash run.sh",
        "ENTRYPOINT dockerize -wait tcp://db:5432 -- poetry run ddtrace-run bash run.sh",
        'CMD ["env", "A=1", "bash", "run.sh"]',
        'CMD ["our-own-launcher", "--", "/bin/bash", "run.sh"]',
        "HEALTHCHECK CMD poetry run bash check.sh",
        "RUN poetry run bash -c 'echo $RANDOM'",
    ],
)
def test_bash_behind_another_program(tmp_path, line):
    assert added(tmp_path, line) == ["bash"]


@pytest.mark.parametrize(
    "line",
    [
        "CMD poetry run python app.py",
        'CMD ["echo", "bash"]',
        "CMD command -v bash",
        "RUN echo bash",
        "RUN poetry run pytest --help bash",
    ],
)
def test_no_bash_where_nothing_runs_it(tmp_path, line):
    assert "bash" not in added(tmp_path, line)


@pytest.mark.parametrize(
    ("shebang", "line", "packages"),
    [
        ("#!/bin/sh", 'CMD ["./wait-for-it.sh", "db:5432", "--", "python", "app.py"]', []),
        ("#!/bin/bash", 'CMD ["sh", "wait-for-it.sh", "db:5432", "--", "python", "app.py"]', []),
        ("#!/bin/bash", 'CMD ["./wait-for-it.sh", "db:5432", "--", "python", "app.py"]', ["bash"]),
        ("#!/usr/bin/env bash", "ENTRYPOINT /srv/wait-for-it.sh db:5432 -- sh start.sh", ["bash"]),
        (
            "#!/bin/bash",
            "ENV WAIT=./wait-for-it.sh\nCMD exec $WAIT db:5432 -- poetry run python x.py",
            ["bash"],
        ),
    ],
)
def test_bash_of_a_script_that_runs_another_program(tmp_path, shebang, line, packages):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/wait-for-it.sh").write_text(f'{shebang}\nshift 2\nexec "$@"\n')
    (tmp_path / "bin/start.sh").write_text("#!/bin/sh\nexec python app.py\n")

    assert added(tmp_path, "WORKDIR /srv", "COPY bin/ ./", line) == packages


@pytest.mark.parametrize(
    ("tag", "lines", "packages"),
    [
        ("3.12-slim", ("RUN echo x >> /etc/ssh/ssh_config",), []),  # fails on Debian as well
        ("3.12", ("RUN echo /etc/ssh/ssh_config",), []),
        ("3.12", ("RUN rm -f /etc/ssh/ssh_config; test -d /etc/ssh",), []),
        ("3.12", ("RUN mkdir -p /etc/ssh && echo x > /etc/ssh/ssh_config",), []),
        ("3.12", ("RUN echo x >> /etc/ssh/ssh_config",), ["openssh-client"]),
        ("3.12", ("RUN sed -i 's/#   Port/Port/' /etc/ssh/ssh_config",), ["openssh-client"]),
        ("3.12", ("RUN printf x | tee -a /etc/ssh/ssh_config",), ["openssh-client"]),
        (
            "3.12",
            (
                "RUN apt-get update \\\n    && apt-get install -y git \\\n    # whom to trust\n"
                "    && echo x >> /etc/ssh/ssh_config",
            ),
            ["openssh-client"],
        ),
        (
            "3.12",
            ("RUN apt-get install -y openssh-client git", "RUN echo x >> /etc/ssh/ssh_config"),
            ["openssh-client", "git"],
        ),
    ],
)
def test_a_folder_of_the_full_image(tmp_path, tag, lines, packages):
    assert added(tmp_path, *lines, tag=tag) == packages


def test_tools_behind_another_program(tmp_path):
    lines = ("RUN poetry run curl -f http://localhost/", "CMD pipenv run sh -c 'git log'")

    assert added(tmp_path, *lines, tag="3.12") == ["curl", "git"]


@pytest.mark.parametrize("table", ["applets", "debian-commands"])
def test_every_package_of_a_table_exists(knowledge, table):
    rows = tomllib.loads((DATA / f"{table}.toml").read_text())

    assert not [
        name for row in rows.values() for name in row.get("apk", ()) if not knowledge.apk_exists(name)
    ]


def test_an_applet_takes_what_it_is_told_to_take(knowledge):
    rows = tomllib.loads((DATA / "applets.toml").read_text())
    for name, row in rows.items():
        applet = Applet.of(knowledge, name)
        for letter in row.get("as", {}).values():
            assert all(applet.takes(each) is not None for each in letter.lstrip("-")), (name, letter)
        for pattern in row.get("differs", ()):
            re.compile(pattern)


# Lines that were run on busybox 1.37 with Alpine's configuration, and whether it took them.
@pytest.mark.parametrize(
    "text, fine",
    [
        ("mkdir --parents a", True),
        ("rm --force a", False),
        ("chown --recursive a b", True),
        ("chown --from=root root f", False),
        ("head -n -1 f", True),
        ("head -5 f", True),
        ("tail +2 f", True),
        ("tail --follow=name f", False),
        ("sort -R f", False),
        ("grep --color=auto x f", True),
        ("grep -e --include f", True),
        ("sed -i.bak s/a/b/ f", True),
        ("sed -z s/a/b/ f", False),
        ("xargs -I{} echo {}", True),
        ("xargs -d, echo", False),
        ("tar xzf a.tgz", True),
        ("tar -xzf a.tgz --strip-components 1", True),
        ("tar --sort=name -cf a.tar d", False),
        ("date -d @0 +%F", True),
        ("date -d yesterday", False),
        ("date +%N", False),
        ("stat -c %a f", True),
        ("ps -o pid,args", True),
        ("ps -p 1", False),
        ("find . -name -print* -delete", True),
        ("find . -printf x", False),
        ("find . -exec ls --color=never {} ;", True),
        ("chmod -x f", True),
        ("kill -SIGTERM 1", True),
        ("wget -qO- http://x", True),
        ("wget -N http://x", False),
        ("timeout -k 1 2 ls --full-time", True),
        ("timeout --foreground 1 true", False),
    ],
)
def test_options_that_busybox_takes(knowledge, text, fine):
    found = command(text)
    applet = Applet.of(knowledge, found.name)

    assert (applet is None or not troubles(applet, found)) is fine


@pytest.mark.parametrize(
    "text, differs",
    [
        ('echo "a\\nb"', True),
        ("echo 'a\\tb'", True),
        ("echo a\\nb", False),
        ('echo "$A\\n"', True),
        ('echo "a\\\\nb"', True),
        ('echo "\\$A"', False),
        ('echo "a\\d"', False),
        ('echo -e "a\\n"', False),
        ('echo -n "a\\n"', True),
        ('echo "\\x41\\n"', None),
        ('printf "a\\n"', False),
    ],
)
def test_echo(text, differs):
    assert echo_differs(command(text)) is differs


@pytest.mark.parametrize(
    "text, instead",
    [
        ("/usr/lib/x86_64-linux-gnu", "/usr/lib"),
        ("/usr/lib/x86_64-linux-gnu/pkgconfig", "/usr/lib/pkgconfig"),
        ("/lib/aarch64-linux-gnu/", "/lib/"),
        ("/usr/lib/$(uname -m)-linux-gnu/libjemalloc.so.2", "/usr/lib/libjemalloc.so.2"),
        ("/usr/lib/x86_64-linux-gnu/libpq.so.5", None),
        ("/usr/lib/x86_64-linux-gnu/gtk/x.so", None),
        ("/usr/lib/jvm/java-17-openjdk-amd64/bin", "/usr/lib/jvm/java-17-openjdk"),
        ("/usr/bin/python3", "/usr/local/bin/python3"),
        ("/usr/sbin/nologin", "/sbin/nologin"),
        ("/usr/bin/nodejs", "/usr/bin/node"),
        ("/usr/bin/sleep", "/bin/sleep"),
        ("/bin/env", "/usr/bin/env"),
        ("/usr/bin/ip", "/sbin/ip"),
    ],
)
def test_paths(text, instead, knowledge):
    (found,) = debian_paths(text, frozenset(), knowledge)

    assert found.instead == instead


@pytest.mark.parametrize(
    "text",
    [
        "/usr/bin/python3-config",
        "/opt/usr/bin/python3",
        "/opt/bin/sleep",
        "/bin/sleep",
        "/usr/bin/tini",
        "/usr/lib",
    ],
)
def test_paths_that_are_none_of_debians(text, knowledge):
    assert not list(debian_paths(text, frozenset(), knowledge))


def test_the_package_tini_moves_tini(knowledge):
    (found,) = debian_paths("/usr/bin/tini", frozenset({"tini"}), knowledge)

    assert found.instead == "/sbin/tini"


def test_options_are_read_as_getopt_does():
    spec = OptionSpec.of("u/uid= m/create-home g/gid= r/system /badname")

    given = spec.read(command('useradd -rmu 1000 --gid="a b" --crea -- app').arguments)

    assert given is not None
    assert [name for name, _ in given.options] == ["system", "create-home", "uid", "gid", "create-home"]
    assert (given.get("uid").text, given.get("gid").text) == ("1000", '"a b"')
    assert [word.text for word in given.operands] == ["app"]


@pytest.mark.parametrize(
    "text", ["useradd --nope app", "useradd -x app", "useradd --gid", "useradd -m=1 app"]
)
def test_options_that_cannot_be_read(text):
    assert OptionSpec.of("m/create-home g/gid=").read(command(text).arguments) is None


def test_packages_hold_others():
    assert {"gcc", "make", "musl-dev"} <= held({"build-base"})
    assert "libpq" in held({"libpq-dev"})
