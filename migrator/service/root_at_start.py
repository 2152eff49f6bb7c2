"""What needs root when a container starts: daemons, scripts that drop root by themselves, low ports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.line_names import named_line
from migrator.service.app_folders import AppFolders
from migrator.service.listening import WORKERS, Listening, called
from migrator.service.root_needs import BY_HAND, MANAGE_HARMLESS, RootNeed
from migrator.service.server_arguments import NOT_AT_HAND, READERS, uwsgi_files
from migrator.shell import Command
from migrator.shell.options import option_values
from migrator.source import Word

_START_NAMES = (
    "python django-admin alembic flask celery airflow jupyter mkdocs echo printf sleep exec test [ [["
    " set export cd true false : wait trap exit return nc curl wget pg_isready date cat grep sed read"
    " kill mkdir touch rm cp mv tail head env unset shift command which ls pwd egrep fgrep awk tr cut"
    " sort uniq seq stat mktemp basename dirname break continue local let tee xargs find wc uname id"
    " whoami nproc hostname printenv type source . eval getopts umask"
    " shopt declare readonly typeset pushd popd"
)
_STARTS = frozenset({*READERS, *WORKERS, *_START_NAMES.split()})
_POETRY_SET = re.compile(r"poetry\s+config\s+virtualenvs\.(?:create\s+false|path)")
_WRITES = ("mkdir", "touch", "rm", "mv", "tee")
_UWSGI_WRITES = re.compile(
    r"(?m)^[ \t]*(?:logto2?|daemonize2?|(?:safe-)?pidfile2?|(?:uwsgi-|http-)?socket|stats(?:-server)?)"
    r"[ \t]*=[ \t]*(?P<path>/\S+)"
)
_IN_PLACE = re.compile(r"-[Ern]*i.*|--in-place(?:=.*)?")
_WRITTEN_BY_OPTION = (
    *("--pid", "--pidfile", "--pid-file", "--access-logfile", "--error-logfile", "--log-file", "--logfile"),
    *("--logto", "--worker-tmp-dir", "--schedule", "--statedb", "-p", "--bind", "-b", "--uds"),
    *("--unix-socket", "--socket", "-s"),
)
_NEEDS_ROOT: Mapping[str, str] = {
    "nginx": "nginx starts as root",
    "supervisord": "supervisord starts its programs as other users",
    "cron": "cron runs as root",
    "crond": "crond runs as root",
    "anacron": "anacron runs as root",
    "sshd": "sshd runs as root",
    "service": "service starts daemons as root",
    "apachectl": "Apache starts as root",
    "apache2ctl": "Apache starts as root",
    "httpd": "Apache starts as root",
    "httpd-foreground": "Apache starts as root",
    "init": "an init system runs as root",
    "s6-svscan": "s6 runs as root",
    "systemd": "systemd runs as root",
    "dockerd": "dockerd runs as root",
    "setpriv": "it drops root by itself",
    "su": "it changes the user by itself",
    "runuser": "it changes the user by itself",
    "chroot": "chroot needs root",
    "chown": "it gives files away when it starts",
    "chgrp": "it gives files away when it starts",
    "chmod": "it changes modes when it starts",
    "mount": "mounting needs root",
    "sysctl": "sysctl needs root",
    "iptables": "iptables needs root",
    "update-ca-certificates": "it installs certificates when it starts",
}
_STRANGE_RUNNERS = frozenset({"doppler", "infisical", "op", "chamber", "aws-vault", "rye", "with-contenv"})
_DROPS = frozenset({"gosu", "su-exec", "sudo", "doas"})


def needs_of_the_start(folders: AppFolders, listening: Listening) -> Iterator[RootNeed]:
    """Give what needs root when the container starts."""
    started = listening.started
    if started.unread:
        yield RootNeed(started.line, f"what starts is not known: {started.unread}", BY_HAND)
    elif not (listening.listeners() or listening.worker() or listening.exposed()):
        what = "it is no service that is known: what it reads and writes outside of the image is not either"
        yield RootNeed(started.line, what, BY_HAND)
    for runner in started.runners:
        if what := _of_runner(folders, runner):
            yield RootNeed(
                started.line, what, "start the program itself, from the environment's own bin folder"
            )
    for command in started.commands:
        what = _at_start(folders, command) or _written_twice(folders, command)
        what = what or _written_by_uwsgi(folders, listening, command)
        if what:
            yield RootNeed(started.line, what, "keep root, or have the service do without")
    for unread in _unread_configurations(listening):
        yield RootNeed(started.line, f"what it binds and writes is not known: {unread}", BY_HAND)
    for port in sorted(_ports(listening)):
        if port < 1024:
            hint = "listen on a port from 1024 on, and map it outside"
            yield RootNeed(started.line, f"port {port} is below 1024", hint)


def _of_runner(folders: AppFolders, runner: str) -> str:
    """Say what ``uv run`` and its like need of root when they start the service, empty for nothing."""
    last = folders.instructions[-1]
    environment = folders.dockerfile.environment(last).env
    name = runner.split()[0].rpartition("/")[2]
    if name == "uv" and "--no-sync" not in runner.split() and environment.get("UV_NO_SYNC") is None:
        return "uv run brings the environment up to date when it starts"
    if name == "poetry" and "POETRY_VIRTUALENVS_CREATE" not in environment:
        runs = (one.value.text for one in folders.instructions if one.keyword == "RUN")
        if any(_POETRY_SET.search(text) for text in runs):
            return "poetry run needs the configuration that `poetry config` left in root's home"
    if name == "pipenv" and "PIPENV_VENV_IN_PROJECT" not in environment:
        return "pipenv run looks for its environment in the user's home"
    if name in _STRANGE_RUNNERS:
        return f"what {name} needs is not known"
    return "hatch run makes environments when it starts" if name == "hatch" else ""


def _ports(listening: Listening) -> set[int]:
    listeners = listening.listeners()
    found = {each.port.likely for each in listeners if each.port is not None}
    return {port for port in found if port is not None} or set(listening.exposed())


def _unread_configurations(listening: Listening) -> Iterator[str]:
    """Give why a server's own configuration, which may name ports, files and users, was not read."""
    obstacles = (each.obstacle for each in listening.listeners())
    return (text for text in dict.fromkeys(obstacles) if text.endswith(NOT_AT_HAND))


def _at_start(folders: AppFolders, command: Command) -> str:
    name, _ = called(command)
    if what := need_of(folders, command):
        return what
    if command.words and name not in _STARTS and not name.startswith("-m ") and not name.endswith(".py"):
        return f"what {name or command.words[0].text} needs is not known"
    return ""


def need_of(folders: AppFolders, command: Command) -> str:
    """Say what a command that runs in the container surely needs root for, empty where nothing is known."""
    name, arguments = called(command)
    plain = name.rpartition("/")[2]
    if dropped := _DROPS.intersection((*command.wrappers, plain)):
        return f"{sorted(dropped)[0]} changes the user by itself"
    if plain in _NEEDS_ROOT:
        return _NEEDS_ROOT[plain]
    if name in ("apt-get", "apk", "pip", "pip3", "npm") or name == "-m pip":
        return f"{name} installs when the container starts"
    if name == "uv":
        return "uv writes its cache and the environment when the container starts"
    return _written_elsewhere(folders, command, name, arguments)


def _written_twice(folders: AppFolders, command: Command) -> str:
    """Say what a command of Django's writes over that the build has made as root, empty for nothing."""
    name, arguments = called(command)
    verb = arguments[0] if name in ("manage.py", "django-admin") and arguments else ""
    runs = (one for one in folders.instructions if one.keyword == "RUN" and verb in one.value.text)
    first = next(runs, None) if verb in MANAGE_HARMLESS else None
    return f"{verb} writes over what {named_line(first.line)} makes as root" if first else ""


def _written_elsewhere(folders: AppFolders, command: Command, name: str, arguments: tuple[str, ...]) -> str:
    """Say which path that is not the application's a command writes to, empty for none."""
    paths = [path for word in command.redirects if (path := _target(word))]
    paths += _operands_written(name, arguments)
    paths += option_values(arguments, *_WRITTEN_BY_OPTION)
    plain = (path.removeprefix("unix:") for path in paths)
    bad = next((path for path in plain if path.startswith("/") and not folders.holds(path)), "")
    return f"{name} writes to {bad}, which is not the application's" if bad else ""


def _operands_written(name: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Give what a command writes to of what it names: of ``cp`` the last, of ``sed -i`` the files."""
    if name == "sed":
        options = [text for text in arguments if text.startswith("-")]
        if not any(_IN_PLACE.fullmatch(text) for text in options):
            return ()
        given = any(text in ("-e", "-f") for text in options)
        return tuple(text for text in arguments if not text.startswith("-"))[0 if given else 1 :]
    return arguments[-1:] if name == "cp" else arguments if name in _WRITES else ()


def _written_by_uwsgi(folders: AppFolders, listening: Listening, command: Command) -> str:
    """Say which path that is not the application's uwsgi writes to by its configuration, empty for none."""
    name, arguments = called(command)
    texts = (listening.place.read(path) or "" for path in uwsgi_files(arguments) if name == "uwsgi")
    paths = (match["path"] for text in texts for match in _UWSGI_WRITES.finditer(text))
    bad = next((path for path in paths if not folders.holds(path)), "")
    return f"uwsgi writes to {bad}, which is not the application's" if bad else ""


def _target(word: Word) -> str:
    match = re.fullmatch(r"[0-9&]*>>?\|?\s*(?P<path>/.*)", word.value or "")
    return match["path"] if match else ""
