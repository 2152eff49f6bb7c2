"""What of the started commands listens, and what works without listening."""

from __future__ import annotations

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile, assignments, words
from migrator.dockerfile.environment import references
from migrator.records import dataclass
from migrator.service.python_servers import SERVES, listens_in
from migrator.service.server_arguments import READERS
from migrator.service.serving_place import Listener, Place
from migrator.service.start_branches import Way
from migrator.service.start_commands import Started
from migrator.shell import Command, program
from migrator.shell.wrappers import PYTHON, SHELLS

_VALUED_PYTHON = frozenset({"-W", "-X", "--check-hash-based-pycs"})
WORKERS = frozenset(
    {
        *("celery", "rq", "rqworker", "rqscheduler", "dramatiq", "huey_consumer", "huey_consumer.py", "arq"),
        *("taskiq", "faststream", "procrastinate", "mrq-worker", "temporal-worker", "streamz", "kopf"),
        *("cron", "crond", "anacron", "supercronic", "ofelia", "yacron", "pytest", "tox", "nox", "alembic"),
    }
)
"""Programs that work through a queue or a time table and answer nobody."""

_MANAGE_WORKERS = re.compile(
    r"(?:rq|celery|run_?huey|huey|qcluster|process_tasks|rundramatiq|worker|consum|crontab|db_worker"
    r"|procrastinate)\w*"
)

_IDLE = frozenset({"sleep", "tail"})
"""What only keeps a container running that is entered, as a shell alone does."""
_MCP = re.compile(r"\b(?:import|from) +(?:fastmcp|mcp\.server)\b")
_MCP_NAMED = re.compile(r"(?:\A|[\s/._-])mcp(?:[\s._-]|\Z)")
_TRANSPORT = re.compile(r"(?:streamable[-_]?)?http|sse")
"""The transports of an MCP server that listens; without one it speaks over stdin and stdout."""
_TOLD = re.compile(rf"--?(?:host|port|http|sse)(?![\w-])|(?<![\w:/.-])(?:{_TRANSPORT.pattern})(?![\w:/.-])")
_IN_CODE = re.compile(rf"[\"'](?:{_TRANSPORT.pattern})[\"']|\b(?:sse|http|streamable_http)_(?:app|async)\(")

_ASKED = frozenset({"--help", "-h", "--version", "help"})
_NO_SERVER = re.compile(
    r"bot\b|\bbot|telegram|discord|worker|consumer|schedul|cron|poll|crawl|spider|migrat|\bjob|queue|sync\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Listening:
    """What of the started commands listens, and what works without listening."""

    dockerfile: Dockerfile
    build: BuildContext
    started: Started

    def listeners(self) -> tuple[Listener, ...]:
        """Give every server among the commands, each once."""
        found = (self._listener(command) for command in self.started.commands)
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def instead(self) -> str:
        """Give what may run in the place of the servers, as its start script has other ways; else empty."""
        ways = zip(self.started.commands, self.started.ways, strict=True)
        known = [(one, way, self._listener(one) is not None) for one, way in ways]
        if any(listens and way is Way.SURE for _, way, listens in known):
            return ""
        others = (one for one, _, listens in known if not listens)
        return next((called(one)[0] for one in others if "exec" in one.wrappers or worker_of(one)), "")

    def worker(self) -> str:
        """Give the name of a worker or a scheduler among the commands, empty where there is none."""
        return next(filter(None, map(worker_of, self.started.commands)), "")

    def exposed(self) -> tuple[int, ...]:
        """Give the TCP ports that EXPOSE names, both ends of a range; none that a variable decides."""
        found: list[int] = []
        for stage in self.dockerfile.lineage(self.dockerfile.final):
            for one in stage.of("EXPOSE"):
                environment = self.dockerfile.environment(one)
                for word in words(one):
                    number, _, protocol = (environment.expand(word.text) or "").partition("/")
                    ends = number.split("-", 1)
                    if all(end.isdecimal() for end in ends) and protocol.lower() in ("", "tcp"):
                        found.extend(map(int, ends))
        return tuple(dict.fromkeys(found))

    def of_argument(self) -> str:
        """Give what EXPOSE names by a build argument, which another build may set; else empty."""
        lineage = self.dockerfile.lineage(self.dockerfile.final)
        given = {pair.name for stage in lineage for one in stage.of("ARG") for pair in assignments(one)}
        for stage in reversed(lineage):
            for pair in (pair for one in stage.of("ENV") for pair in assignments(one)):
                if pair.value and given & references(pair.value.text):
                    given.add(pair.name)
        texts = (word.text for stage in lineage for one in stage.of("EXPOSE") for word in words(one))
        return next((text for text in texts if given & references(text)), "")

    def doubt(self) -> str:
        """Say what speaks against a server of which nothing but EXPOSE tells, empty where nothing does."""
        if self.started.unread:
            return self.started.unread
        for command in self.started.commands[-1:]:
            name, arguments = called(command)
            if _ASKED.intersection(arguments):
                return f"{name} is only asked for its help"
            texts = tuple(_plain(word.text, word.value) for word in command.words)
            operands = [text for text in texts if not text.startswith("-")]
            if match := _NO_SERVER.search(" ".join(operands)):
                return f"{name} looks like no server ({match[0]})"
            modules = any(text.startswith("-m") for text in texts)
            alone = len(operands) == 1 and (name in SHELLS or (PYTHON.fullmatch(name) and not modules))
            if alone or name in _IDLE:
                return f"{name} serves nothing of its own"
            text = self._source(command)
            if text is not None and not SERVES.search(text):
                return f"{name} starts no server that is known"
            if self._speaks_mcp(" ".join(texts), text):
                return f"{name} speaks MCP over stdin and stdout unless it is told otherwise"
        return ""

    def _speaks_mcp(self, line: str, source: str | None) -> bool:
        """Tell whether a command is an MCP server that nothing tells to listen on a port."""
        code = source or ""
        if not (_MCP.search(code) or _MCP_NAMED.search(line)) or _TOLD.search(line):
            return False
        if _IN_CODE.search(code) and "stdio" not in code:
            return False
        lineage = self.dockerfile.lineage(self.dockerfile.final)
        pairs = (pair for stage in lineage for one in stage.of("ENV") for pair in assignments(one))
        values = (pair.value.text.strip("\"'") for pair in pairs if pair.value is not None)
        return not any(map(_TRANSPORT.fullmatch, values))

    @property
    def place(self) -> Place:
        """The surroundings in which the commands run."""
        return Place(self.dockerfile, self.build, self.started.assigned)

    def _listener(self, command: Command) -> Listener | None:
        name, arguments = called(command)
        reader = READERS.get(name)
        if reader is not None:
            return reader(self.place, arguments)
        if name.endswith(".py"):
            return self._of_files(_file(command) or name)
        if name.startswith("-m "):
            stem = name[3:].replace(".", "/")
            return self._of_files(f"{stem}/__main__.py", f"{stem}.py")
        return None

    def _of_files(self, *paths: str) -> Listener | None:
        """Give the server that the first of some Python files that is there starts."""
        for path in paths:
            text = self.place.read(path)
            if text is not None:
                name = path.removeprefix("./").removesuffix(".py").replace("/", ".")
                return listens_in(self.place, text, name)
        return None

    def _source(self, command: Command) -> str | None:
        name, _ = called(command)
        stem = name[3:].replace(".", "/") if name.startswith("-m ") else ""
        paths = (f"{stem}/__main__.py", f"{stem}.py") if stem else (_file(command),)
        return next((text for path in paths if path and (text := self.place.read(path)) is not None), None)


def worker_of(command: Command) -> str:
    """Give the name of the worker or the scheduler that a command is, empty for anything else."""
    name, arguments = called(command)
    if name in WORKERS and not (name == "celery" and "flower" in arguments):
        return name
    if name in ("manage.py", "django-admin") and arguments and _MANAGE_WORKERS.fullmatch(arguments[0]):
        return arguments[0]
    return "airflow" if name == "airflow" and arguments[:1] != ("webserver",) else ""


def called(command: Command) -> tuple[str, tuple[str, ...]]:
    """Give the program that a command runs and its arguments, without quotes; variables as written.

    Of ``python -m gunicorn`` it is gunicorn, of ``python manage.py`` manage.py; of another module
    ``-m NAME``.
    """
    texts = tuple(_plain(word.text, word.value) for word in command.words)
    name = program(command) or ""
    if not PYTHON.fullmatch(name):
        return name, texts[1:]
    index = 1
    while index < len(texts) and texts[index].startswith("-"):
        if texts[index] == "-m" and index + 1 < len(texts):
            module = texts[index + 1].removesuffix(".__main__")
            rest = texts[index + 2 :]
            return (module if module in READERS or module in WORKERS else f"-m {module}"), rest
        if texts[index] == "-c":
            return name, texts[index:]
        index += 2 if texts[index] in _VALUED_PYTHON else 1
    if index < len(texts):
        return texts[index].rsplit("/", 1)[-1], texts[index + 1 :]
    return name, ()


def _plain(text: str, value: str | None) -> str:
    return value if value is not None else text.replace('"', "").replace("'", "")


def _file(command: Command) -> str:
    """Give the path of the Python file that a command runs, as written."""
    texts = [_plain(word.text, word.value) for word in command.words]
    return next((text for text in texts if text.endswith(".py")), "")
