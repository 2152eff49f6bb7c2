"""Adds a HEALTHCHECK where the port and a way to ask are known."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Instruction,
    KnownBase,
    KnownService,
    Listener,
    Listening,
    Note,
    Phase,
    Port,
    Probe,
    Rule,
    Safety,
    Started,
    Style,
    blocks_with,
    concerns_python,
    health_route,
    insert_after,
    insert_before,
    installed_by_apk,
    json_word,
    known_service,
    line_at,
    program,
    re,
    runtime_python,
    shown_standing,
    transform,
    worker_of,
)

ADDED = Rule(
    "DFM700", "health-check", "The image says how to ask whether it is well.", alters=("HEALTHCHECK",)
)
NONE = Rule("DFM701", "no-health-check", "No health check was added, and why.")

_WORKER = re.compile(
    r"^\s*(?:command|entrypoint):[^\n]*?"
    r"\b(?P<what>celery(?!.*flower)|rqworker|rq worker|dramatiq|huey|qcluster)\b",
    re.MULTILINE,
)
_UNWANTED = re.compile(r"\bno health[ -]?check\b(?! (?:endpoint|route|url|path|page|view))", re.IGNORECASE)
_OPTIONS = "--interval=30s --timeout=5s --start-period={} --retries=3"
_OTHERS = "a service with another command needs `healthcheck: disable: true`"
_AT_ONCE = frozenset(
    {"echo", "printf", "cd", "set", "export", "exec", "[", "[[", "test", "true", ":", "mkdir", "umask", "cat"}
)
"""Commands before a server that take no time; others (migrations, waiting) get a longer start."""


@transform("healthcheck", phase=Phase.RUNTIME, order=0, rules=(ADDED, NONE), default=False)
def healthcheck(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Add a HEALTHCHECK where the port and a way to ask are known. Runs when it is selected.

    The port is read from what the container starts: the arguments of gunicorn, uvicorn, fastapi,
    hypercorn, daphne, waitress, ``flask run``, ``manage.py runserver``, uwsgi and streamlit, their
    variables and configuration files, ``uvicorn.run(…)`` and ``app.run(…)`` in the Python file that is
    run; wrappers and entrypoint scripts are followed, through their ``case`` and ``if`` by the arguments
    that CMD gives. Where none of that is there, a single EXPOSE is
    believed.

    A health route is asked where the source of the application names one (``/healthz``, ``/health``,
    ``/livez``, ``/ping`` …) and a plain request surely reaches it: in FastAPI, Starlette and Flask
    without unknown middleware, hooks or dependencies; in Django where ALLOWED_HOSTS admits 127.0.0.1 and
    no middleware, decorator or base class of the view may ask for a login.
    No endpoint is invented: without such a route the check only connects to the port::

        HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
            CMD ["python", "-c", "import socket; socket.create_connection(('127.0.0.1', 8000), 4)"]

    A start that does something before the server, such as migrations, gets two minutes.

    It needs no curl: busybox's wget on Alpine, else Python. wget asks with GET, since many routes do
    not answer the HEAD of ``--spider``, and proxies of the environment are left out. A port that a
    variable holds is read from it when the check runs.

    None is added to a file that has one (or ``HEALTHCHECK NONE``), to workers and schedulers (celery, rq,
    cron …), where several servers start, where a start script chooses between a server and something else
    by what is not known here, where a variable chooses the stage that says what it starts, where the port
    is computed, a build argument or a socket, where the image starts nothing of its own, is made into others
    by ONBUILD or by other Dockerfiles of the repository, or its final stage is for development, and on base
    images that are not known: they may have a check, and no Python. An MCP server speaks over stdin and
    stdout unless the command, a variable or its code names another transport: EXPOSE is not believed then,
    nor where a shell or ``sleep`` is all that runs. A comment "No HEALTHCHECK …" is heard. Each is told.

    A container of the same image with another command, a worker say, has the check as well and needs
    ``healthcheck: disable: true``; a Compose file that has such a command, or one by which it listens on
    another port, is noted. Kubernetes does not look at HEALTHCHECK; Docker, Compose and Swarm do.
    """
    lineage = dockerfile.lineage(dockerfile.final)
    if not concerns_python(dockerfile) or any(stage.of("HEALTHCHECK") for stage in lineage):
        return
    line = dockerfile.final.from_.line
    if any(stage.of("ONBUILD") for stage in lineage):
        message = "no health check: ONBUILD makes other images of it, which start what is not known here"
        yield Note(NONE, line, message, "write the HEALTHCHECK in those images")
        return
    if unwanted := next(blocks_with(dockerfile, _UNWANTED, lineage), None):
        yield Note(NONE, unwanted[0], "no health check: this comment says so", "take the comment out")
        return
    service = known_service(dockerfile, ctx.build, ctx.knowledge)
    if isinstance(service, str):
        yield Note(NONE, line, f"no health check: {service}")
    elif standing := ctx.standing:
        message = f"no health check: {shown_standing(standing)}, and may start something else"
        yield Note(NONE, line, message, "write the HEALTHCHECK in those that serve")
    else:
        yield from _of_service(dockerfile, ctx, service)


def _of_service(dockerfile: Dockerfile, ctx: Context, service: KnownService) -> Iterator[Finding]:
    listening = Listening(dockerfile, ctx.build, service.start.by_default)
    found = _listener(listening)
    if isinstance(found, str):
        hint = "write a HEALTHCHECK for what it serves, or HEALTHCHECK NONE"
        yield Note(NONE, service.start.line, f"no health check: {found}", hint)
        return
    yield from _added(dockerfile, ctx, service.base, listening, found)


def _listener(listening: Listening) -> Listener | str:
    """Give the one server that the image starts, or why there is none to ask."""
    listeners = listening.listeners()
    if len({(each.port, each.host, each.obstacle) for each in listeners}) > 1:
        kinds = ", ".join(dict.fromkeys(each.kind for each in listeners))
        return f"it starts several servers ({kinds})"
    if listeners and (other := listening.instead()):
        return f"its start script runs {listeners[0].kind} or {other}, and by what it chooses is not known"
    if listeners and listeners[0].obstacle:
        return f"{listeners[0].kind}: {listeners[0].obstacle}"
    if listeners:
        return listeners[0]
    if worker := listening.worker():
        return f"{worker} answers nobody"
    if argument := listening.of_argument():
        return f"which port it listens on is not known: a build argument decides it (EXPOSE {argument})"
    ports = listening.exposed()
    doubt = listening.doubt() if ports else listening.started.unread
    if len(ports) == 1 and not doubt:
        return Listener("EXPOSE", Port(ports[0]), http=False)
    reason = "EXPOSE alone does not tell what listens" if ports else "which port it listens on is not known"
    reason = f"EXPOSE names {len(ports)} ports" if len(ports) > 1 else reason
    return f"{reason}: {doubt}" if doubt else reason


def _added(
    dockerfile: Dockerfile,
    ctx: Context,
    base: KnownBase,
    listening: Listening,
    found: Listener,
) -> Iterator[Finding]:
    start = listening.started
    route = health_route(listening.place, found) if found.http and not found.tls else None
    port = found.port or Port(None)
    probe = Probe(found.host, port, route.path if route else "")
    last = dockerfile.final.instructions[-1:]
    gnu = bool(last) and "wget" in installed_by_apk(dockerfile, dockerfile.final, last[0])
    python = base.python or runtime_python(dockerfile, start)
    words = probe.words(python or "", wget=base.alpine and not gnu)
    if not words[0]:
        yield Note(NONE, start.line, "no health check: no Python is known to be in the image to ask with")
        return
    asked = f"GET {route.path}, which {route.origin} answers" if route else "whether a connection is taken"
    where = f"port {port.number}" if port.number is not None else f"the port in {port.variable}"
    source = "the only one that EXPOSE names" if found.kind == "EXPOSE" else f"that of {found.kind}"
    reason = f"asks {where}, {source}: {asked}; {_OTHERS}"
    yield Change(ADDED, start.line, reason, _edits(dockerfile, start, words), Safety.REVIEW)
    yield from _workers(ctx, start.line)
    if port.number is not None:
        yield from _on_other_ports(dockerfile, ctx, start.line, port.number)


def _workers(ctx: Context, line: int) -> Iterator[Finding]:
    """Note the Compose files that run a worker: it would have the check of the server."""
    found: dict[str, tuple[int, str]] = {}
    for start in (each for each in ctx.starts if not each.cluster):
        for name in filter(None, map(worker_of, start.script.commands)):
            found.setdefault(_as_seen_from_the_context(ctx, start.file), (start.line, name))
    for file in ctx.build.files("docker-compose*.y*ml", "compose*.y*ml"):
        text = ctx.build.read(file) or ""
        match = None if file in found else _WORKER.search(text)
        if match:
            found[file] = (line_at(text, match.start()), match["what"])
    for file, (number, name) in sorted(found.items()):
        hint = "give that service `healthcheck: disable: true` if it runs this image"
        yield Note(NONE, line, f"{file}:{number} runs {name}, which listens on no port", hint)


def _on_other_ports(dockerfile: Dockerfile, ctx: Context, line: int, asked: int) -> Iterator[Finding]:
    """Note the Compose files that have the image listen on another port than the one that is asked."""
    final = (None, dockerfile.final.name)
    for start in (each for each in ctx.starts if not each.cluster and each.target in final):
        listeners = Listening(dockerfile, ctx.build, Started(start.script.commands)).listeners()
        ports = [each.port.number for each in listeners if each.port is not None and each.port.number]
        if ports and asked not in ports:
            where = f"{_as_seen_from_the_context(ctx, start.file)}:{start.line}"
            message = f"{where} has it listen on port {ports[0]}, where the check does not ask"
            yield Note(NONE, line, message, "give that service a healthcheck of its own")


def _as_seen_from_the_context(ctx: Context, file: str) -> str:
    """Give the path of a file of the repository from the build context, where it lies in that."""
    if ctx.build.root is None or ctx.repository.root is None:
        return file
    path = ctx.repository.root / file
    return path.relative_to(ctx.build.root).as_posix() if path.is_relative_to(ctx.build.root) else file


def _edits(dockerfile: Dockerfile, start: Started, words: tuple[str, ...]) -> tuple[Edit, ...]:
    style = Style.of(dockerfile)
    command = ", ".join(map(json_word, words))
    slow = [one for one in start.commands[:-1] if one.words and program(one) not in _AT_ONCE]
    options = _OPTIONS.format("2m" if slow else "30s")
    text = f"{style.keyword('HEALTHCHECK')} {options}{style.joint}{style.keyword('CMD')} [{command}]"
    final = dockerfile.final
    place = next((one for one in final.of("ENTRYPOINT", "CMD") if _counts(one, dockerfile)), None)
    if place is not None:
        return insert_before(dockerfile, place, text)
    return insert_after(dockerfile, final.end, text)


def _counts(instruction: Instruction, dockerfile: Dockerfile) -> bool:
    return instruction in (dockerfile.final.last("ENTRYPOINT"), dockerfile.final.last("CMD"))
