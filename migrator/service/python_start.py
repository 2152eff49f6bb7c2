"""Whether what a container starts is Python: the interpreter, a script of its, or what a package installs."""

from __future__ import annotations

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Dockerfile
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import install_runs
from migrator.requirements.names import normalised
from migrator.service.own_scripts import own_scripts
from migrator.service.start_commands import started
from migrator.shell import Command, program

_PYTHON = re.compile(r"python[0-9.]*")
_SHEBANG = re.compile(r"#![^\n]*\bpython[0-9.]*\b")
_ASIDE = frozenset(
    {
        *("set", "export", "unset", "cd", "echo", "printf", "test", "[", "[[", "true", ":", "exit", "wait"),
        *("sleep", "trap", "umask", "read", "shift", "local", "mkdir", "chmod", "chown", "cat", "ulimit"),
        *("return", "break", "continue", "kill", "date", "ls", "id", "env"),
    }
)
_SERVERS = frozenset(
    {
        *("gunicorn", "uvicorn", "hypercorn", "daphne", "flask", "celery", "django-admin", "waitress-serve"),
        *("uwsgi", "fastapi", "streamlit", "granian", "sanic", "dramatiq", "rq", "huey_consumer", "alembic"),
        *("scrapy", "airflow", "jupyter", "pytest"),
    }
)
"""Console scripts of projects that are there to run one's own Python code."""
_OTHERS = re.compile(
    r"nginx|httpd|apache2?(?:ctl)?|caddy|haproxy|traefik|postgres|mysqld?(?:_safe)?|mariadbd|mongod|redis-server"
    r"|php(?:-fpm)?[0-9.]*|node|npm|yarn|java|ruby|perl|supervisord|crond?|sshd|s6-.*|runsvdir|tor|dockerd|rsyslogd"
    r"|mosquitto|rabbitmq-server|memcached|squid|named|dnsmasq|slapd|smbd|vsftpd|dovecot|master"
)
"""Programs that an image is there for where it starts them."""
_TOOLBOX = re.compile(r"ansible(?:-.*)?|aws|awscli|az|azure-cli|gcloud|molecule|pre-commit|sam|openstack")
"""Tools that work on other machines, and that others bring their own things to."""


def starts_python(dockerfile: Dockerfile, build: BuildContext) -> bool:
    """Tell whether the final image is there to run Python: what it starts last is, and no other service is.

    A shell, nothing, what cannot be read and tools that work on other machines are not.
    """
    start = started(dockerfile, build)
    if start is None or start.unread:
        return False
    commands = tuple(one for one in start.commands if program(one) not in _ASIDE)
    if not commands or any(_OTHERS.fullmatch(program(one) or "") for one in commands):
        return False
    return is_python(dockerfile, build, commands[-1])


def is_python(dockerfile: Dockerfile, build: BuildContext, command: Command) -> bool:
    """Tell whether a command runs Python in the final image."""
    name = program(command) or ""
    if _PYTHON.fullmatch(name) or name.endswith(".py"):
        return True
    if _TOOLBOX.fullmatch(name):
        return False
    return name in console_scripts(dockerfile, build) or _is_script(dockerfile, build, command)


def _is_script(dockerfile: Dockerfile, build: BuildContext, command: Command) -> bool:
    value = command.words[0].value or ""
    places = (value,) if "/" in value else (f"/usr/local/bin/{value}", f"/usr/bin/{value}")
    for place in places:
        path = context_path(dockerfile, build, dockerfile.final.end, place)
        text = build.read(path) if path is not None else None
        if text is not None and _SHEBANG.match(text):
            return True
    return False


def console_scripts(dockerfile: Dockerfile, build: BuildContext) -> frozenset[str]:
    """Give the programs that the packages of a file bring, by the names of their projects."""
    runs = [run for stage in dockerfile.stages for run in install_runs(dockerfile, stage)]
    found = [required(dockerfile, build, run) for run in runs]
    names = {one.name for each in found for one in each.requirements}
    unread = any(each.unreadable for each in found)
    servers = (name for name in _SERVERS if unread or _project_of(name) in names)
    return frozenset(names) | frozenset(servers) | frozenset(own_scripts(build) if runs else ())


def _project_of(script: str) -> str:
    special = {"django-admin": "django", "waitress-serve": "waitress", "huey_consumer": "huey"}
    return normalised(special.get(script, script))
