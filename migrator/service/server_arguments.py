"""Where Python's servers listen, by their arguments, variables and configuration files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from migrator import regex as re
from migrator.service.serving_place import Listener, Place
from migrator.shell.options import option_values

_ADDRESS = re.compile(r"(?:(?P<host>[^:\[\]]*|\[[0-9a-fA-F:.]*\]|\$\{[^}]*\}):)?(?P<port>[^:]*|\$\{.*\})")
_APP = re.compile(r"(?P<module>[A-Za-z_][\w.]*):(?P<attr>[A-Za-z_]\w*)(?P<call>\(.*\))?")
_HOST_ALONE = re.compile(r"\A(?:localhost|[0-9]+(?:\.[0-9]+){3})\Z")
_BIND = re.compile(r"^bind\s*=\s*(?P<value>.*)$", re.MULTILINE)
_LITERAL = re.compile(r"""(?P<quote>["'])(?P<text>[^"'{}]*)(?P=quote)\s*(?:#.*)?""")
NOT_AT_HAND = "is not at hand"
"""How the obstacle of a server ends whose configuration was not read."""
_SHORT_HOST = re.compile(r"\A0:")
"""How Django takes every address of the machine."""
_TLS = frozenset({"--certfile", "--keyfile", "--ssl-keyfile", "--ssl-certfile", "--cert", "--key"})
_ANY_HOST = frozenset({"", "0.0.0.0", "*", "::", "[::]", "127.0.0.1", "localhost"})  # noqa: S104


def _app(arguments: tuple[str, ...]) -> str:
    return next((text for text in arguments if _APP.fullmatch(text)), "")


def _has(arguments: tuple[str, ...], names: frozenset[str]) -> bool:
    return any(text.partition("=")[0] in names for text in arguments)


def _at(place: Place, kind: str, addresses: tuple[str, ...], arguments: tuple[str, ...]) -> Listener:
    """Give the listener of the first address of several that has a port."""
    plain = Listener(kind, app=_app(arguments), tls=_has(arguments, _TLS))
    for text in addresses:
        match = None if text.startswith(("unix:", "fd://", "/")) else _ADDRESS.fullmatch(text)
        if match is None:
            continue
        port = place.port(match["port"])
        if port is None:
            return replace(plain, obstacle=f"the port of {text} is not known before the container runs")
        return _on_host(replace(plain, port=port), match["host"] or "")
    return replace(plain, obstacle=f"it listens on {addresses[0]}, which is no port")


def _on_host(listener: Listener, host: str) -> Listener:
    if host in _ANY_HOST or "$" in host:
        return listener
    if host == "[::1]":
        return replace(listener, host="::1")
    return replace(listener, port=None, obstacle=f"it listens on {host}, which may not be this container")


# servers


def _gunicorn(place: Place, arguments: tuple[str, ...]) -> Listener:
    more = tuple((place.setting("GUNICORN_CMD_ARGS") or "").split())
    folder = "".join(option_values(arguments, "--chdir")[:1])
    binds = option_values(arguments, "-b", "--bind") or option_values(more, "-b", "--bind")
    named = option_values(arguments, "-c", "--config") or option_values(more, "-c", "--config")
    plain = Listener("gunicorn", app=_app(arguments), folder=folder)
    if not binds:
        path = named[0].removeprefix("file:") if named else "gunicorn.conf.py"
        text = place.read(path)
        if text is None and named:
            return replace(plain, obstacle=f"{path}, which may set bind, {NOT_AT_HAND}")
        configured = _configured_bind(text or "")
        if configured is None:
            return replace(plain, obstacle=f"bind in {path} is not one plain text")
        binds = configured or ("127.0.0.1:${PORT:-8000}",)
    binds = tuple(_HOST_ALONE.sub(r"\g<0>:8000", text.strip()) for text in binds)
    return replace(_at(place, "gunicorn", binds, arguments), folder=folder)


def _configured_bind(text: str) -> tuple[str, ...] | None:
    """Give the bind of a gunicorn configuration, none where it sets none; None where it cannot be read."""
    matches = list(_BIND.finditer(text))
    if not matches:
        return None if re.search(r"^\s+bind\s*=", text, re.MULTILINE) else ()
    literal = _LITERAL.fullmatch(matches[-1]["value"].strip())
    return (literal["text"],) if literal and len(matches) == 1 else None


def _uvicorn(place: Place, arguments: tuple[str, ...]) -> Listener:
    if option_values(arguments, "--uds", "--fd"):
        return Listener("uvicorn", obstacle="it listens on a socket, which is no port")
    port = option_values(arguments, "--port") or (place.setting("UVICORN_PORT") or "8000",)
    host = option_values(arguments, "--host") or (place.setting("UVICORN_HOST") or "127.0.0.1",)
    folder = "".join(option_values(arguments, "--app-dir")[:1])
    return replace(_at(place, "uvicorn", (f"{_bare(host[0])}:{port[0]}",), arguments), folder=folder)


def _bare(host: str) -> str:
    """Write an IPv6 address the way it stands before a port; a variable is taken for any address."""
    if "$" in host:
        return "0.0.0.0"  # noqa: S104
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _fastapi(place: Place, arguments: tuple[str, ...]) -> Listener | None:
    if arguments[:1] not in (("run",), ("dev",)):
        return None
    port = option_values(arguments, "--port") or ("8000",)
    host = option_values(arguments, "--host") or ("127.0.0.1",)
    file = next((text for text in arguments[1:] if text.endswith(".py")), "")
    listener = _at(place, "fastapi", (f"{_bare(host[0])}:{port[0]}",), arguments[1:])
    return replace(
        listener, app=file.removesuffix(".py").replace("/", ".").lstrip(".") + ":app" if file else ""
    )


def _hypercorn(place: Place, arguments: tuple[str, ...]) -> Listener:
    binds = option_values(arguments, "-b", "--bind")
    if not binds and option_values(arguments, "-c", "--config"):
        return Listener("hypercorn", obstacle="its configuration is not read")
    return _at(place, "hypercorn", binds or ("127.0.0.1:8000",), arguments)


def _daphne(place: Place, arguments: tuple[str, ...]) -> Listener:
    if option_values(arguments, "-e", "--endpoint", "-u", "--unix-socket", "--fd"):
        return Listener("daphne", obstacle="its endpoint is not read")
    port = option_values(arguments, "-p", "--port") or ("8000",)
    host = option_values(arguments, "-b", "--bind") or ("127.0.0.1",)
    return _at(place, "daphne", (f"{_bare(host[0])}:{port[0]}",), arguments)


def _waitress(place: Place, arguments: tuple[str, ...]) -> Listener:
    if option_values(arguments, "--unix-socket"):
        return Listener("waitress", obstacle="it listens on a socket, which is no port")
    addresses = option_values(arguments, "--listen")
    if not addresses:
        port = option_values(arguments, "--port") or ("8080",)
        addresses = (f"0.0.0.0:{port[0]}",)
    return _at(place, "waitress", addresses, arguments)


def _flask(place: Place, arguments: tuple[str, ...]) -> Listener | None:
    if "run" not in arguments:
        return None
    rest = arguments[arguments.index("run") + 1 :]
    port = option_values(rest, "-p", "--port") or (place.setting("FLASK_RUN_PORT") or "5000",)
    listener = _at(place, "flask", (f"0.0.0.0:{port[0]}",), rest)
    app = option_values(arguments, "--app", "-A") or (place.setting("FLASK_APP") or "",)
    return replace(listener, app=app[0])


def _manage(place: Place, arguments: tuple[str, ...]) -> Listener | None:
    if not arguments or arguments[0] not in ("runserver", "runserver_plus", "testserver"):
        return None
    host = option_values(arguments[1:], "-h", "--host")
    port = option_values(arguments[1:], "-p", "--port")
    if host or port:  # that of Flask-Script: Django's has its address as an operand
        address = f"{''.join(host[:1])}:{port[0] if port else '5000'}"
        return _at(place, "flask", (address,), ())
    operands = [text for text in arguments[1:] if not text.startswith("-")]
    address = operands[0] if operands else "127.0.0.1:8000"
    plain = address if ":" in address else f"127.0.0.1:{address}"
    return replace(_at(place, "runserver", (_SHORT_HOST.sub("0.0.0.0:", plain),), ()), app="manage.py")


def uwsgi_files(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Give the configuration files that uwsgi is started with."""
    named = tuple(text for text in arguments if text.endswith(".ini"))
    return option_values(arguments, "--ini", "-i") or named


def _uwsgi(place: Place, arguments: tuple[str, ...]) -> Listener:
    http = option_values(arguments, "--http", "--http-socket", "--http11-socket")
    other = option_values(arguments, "--socket", "-s", "--uwsgi-socket")
    file = uwsgi_files(arguments)
    if not http and not other and file:
        text = place.read(file[0])
        if text is None:
            return Listener("uwsgi", obstacle=f"{file[0]} {NOT_AT_HAND}")
        http = tuple(re.findall(r"^(?:http|http-socket|http11-socket)\s*=\s*(\S+)", text, re.MULTILINE))
        other = tuple(re.findall(r"^(?:socket|uwsgi-socket)\s*=\s*(\S+)", text, re.MULTILINE))
    if not http and not other:
        return Listener("uwsgi", obstacle="its port is not among its arguments")
    return replace(_at(place, "uwsgi", http or other, ()), http=bool(http))


def _streamlit(place: Place, arguments: tuple[str, ...]) -> Listener | None:
    if "run" not in arguments:
        return None
    port = option_values(arguments, "--server.port") or (place.setting("STREAMLIT_SERVER_PORT") or "8501",)
    return replace(
        _at(place, "streamlit", (f"0.0.0.0:{port[0]}",), ()),
        tls=bool(option_values(arguments, "--server.sslCertFile")),
    )


def _http_server(place: Place, arguments: tuple[str, ...]) -> Listener:
    operands = [text for text in arguments if not text.startswith("-")]
    return _at(place, "http.server", (f"0.0.0.0:{operands[0] if operands else '8000'}",), ())


READERS: Mapping[str, Callable[[Place, tuple[str, ...]], Listener | None]] = {
    "gunicorn": _gunicorn,
    "uvicorn": _uvicorn,
    "fastapi": _fastapi,
    "hypercorn": _hypercorn,
    "daphne": _daphne,
    "waitress-serve": _waitress,
    "waitress": _waitress,
    "flask": _flask,
    "manage.py": _manage,
    "django-admin": _manage,
    "uwsgi": _uwsgi,
    "streamlit": _streamlit,
    "http.server": _http_server,
}
"""Servers by the name of their program: what reads their arguments."""
