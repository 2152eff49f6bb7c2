"""The port on which a Python file listens when it is run, where it stands there plainly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrator import regex as re
from migrator.records import dataclass
from migrator.service.python_module import Call, Env, Module, Name, Value, read_module
from migrator.service.serving_place import Listener, Place, Port

_ANY_HOST = re.compile(r"|0\.0\.0\.0|::|\*|localhost|127\.0\.0\.1")
SERVES = re.compile(
    r"\brun\(|run_server\(|serve\(|_server\(|Server\(|run_app\(|listen\(|insecure_port\(|launch\("
)
"""What a file has that starts a server, and many others as well."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How one call starts a server: the places of its host and port, and what they are by default."""

    kind: str
    port: int
    default: str
    host: int = 99
    port_name: str = "port"
    host_name: str = "host"
    http: bool = True


_BY_NAME: Mapping[str, _Way] = {
    "uvicorn.run": _Way("uvicorn", 99, "8000"),
    "waitress.serve": _Way("waitress", 99, "8080"),
    "hypercorn.run": _Way("hypercorn", 99, "8000"),
    "aiohttp.web.run_app": _Way("aiohttp", 99, "8080"),
    "bottle.run": _Way("bottle", 99, "8080"),
    "wsgiref.simple_server.make_server": _Way("wsgiref", 1, "", host=0),
    "cheroot.wsgi.Server": _Way("cheroot", 99, ""),
}
_BY_MAKER: Mapping[str, _Way] = {
    "flask.Flask": _Way("flask", 1, "5000", host=0),
    "quart.Quart": _Way("quart", 1, "5000", host=0),
    "sanic.Sanic": _Way("sanic", 1, "8000", host=0),
    "dash.Dash": _Way("dash", 99, "8050"),
    "connexion.App": _Way("connexion", 0, "5000"),
    "connexion.FlaskApp": _Way("connexion", 0, "5000"),
    "flask_socketio.SocketIO": _Way("flask", 2, "5000", host=1),
}
_ADDRESSED = frozenset(
    {
        *("http.server.HTTPServer", "http.server.ThreadingHTTPServer", "socketserver.TCPServer"),
        *("socketserver.ThreadingTCPServer", "gevent.pywsgi.WSGIServer", "cheroot.wsgi.Server"),
    }
)


def listens_in(place: Place, text: str, name: str) -> Listener | None:
    """Give where a Python file, the module `name`, listens; None where no call in it starts a known server.

    With an `obstacle` where several do, or where the port is computed.
    """
    if not SERVES.search(text):
        return None
    module = read_module(text)
    found = list(dict.fromkeys(_listeners(place, module, name))) if module is not None else []
    if len(found) > 1:
        return Listener("file", obstacle="it starts several servers")
    return found[0] if found else None


def _listeners(place: Place, module: Module, name: str) -> Iterator[Listener]:
    for call in module.calls:
        origin = module.origin(call.name)
        way = _BY_NAME.get(origin) or _made(module, call)
        if way is not None:
            yield replace(_listener(place, module, call, way), app=_app(module, call, name))
        elif origin in _ADDRESSED:
            yield _addressed(place, module, call)
        elif call.name.endswith((".add_insecure_port", ".add_secure_port")) and call.arguments:
            yield _grpc(place, module, call)


def _app(module: Module, call: Call, name: str) -> str:
    """Give the module and the name of what is served, empty where that cannot be told."""
    owner = call.name.rpartition(".")[0]
    if isinstance(module.assigned.get(owner), Call):
        return f"{name}:{owner}"
    given = call.argument(0, "app")
    if isinstance(given, str):
        return given
    return f"{name}:{given.text}" if isinstance(given, Name) and "." not in given.text else ""


def _made(module: Module, call: Call) -> _Way | None:
    """Give the way of ``app.run(…)`` by what `app` was made of."""
    owner, _, method = call.name.rpartition(".")
    maker = module.assigned.get(owner)
    if method not in ("run", "run_server") or not isinstance(maker, Call):
        return None
    return _BY_MAKER.get(module.origin(maker.name))


def _listener(place: Place, module: Module, call: Call, way: _Way) -> Listener:
    given = call.argument(way.port, way.port_name)
    plain = Listener(way.kind, http=way.http, tls=call.has("ssl_context") or call.has("ssl_keyfile"))
    if call.has("uds") or call.has("unix_socket"):
        return Listener(way.kind, obstacle="it listens on a socket, which is no port")
    if call.has("listen") or call.has("sock") or call.has("fd"):
        return Listener(way.kind, obstacle="its port is computed")
    if given is None and (call.has(way.port_name) or len(call.arguments) > way.port):
        return Listener(way.kind, obstacle="its port is computed")
    port = _port(place, module.resolved(given) if given is not None else way.default)
    host = module.resolved(call.argument(way.host, way.host_name))
    if isinstance(host, str) and not _ANY_HOST.fullmatch(host):
        return Listener(way.kind, obstacle=f"it listens on {host}, which may not be this container")
    return _with(plain, port)


def _addressed(place: Place, module: Module, call: Call) -> Listener:
    address = module.resolved(call.argument(0, "server_address"))
    given = address[1] if isinstance(address, tuple) and len(address) == 2 else None
    return _with(Listener("http.server"), _port(place, module.resolved(given)))


def _grpc(place: Place, module: Module, call: Call) -> Listener:
    address = module.resolved(call.arguments[0])
    number = address.rpartition(":")[2] if isinstance(address, str) else ""
    return _with(Listener("grpc", http=False), _port(place, number or None))


def _with(listener: Listener, port: Port | None) -> Listener:
    if port is None:
        return Listener(listener.kind, obstacle="its port is computed")
    return Listener(listener.kind, port, http=listener.http, tls=listener.tls)


def _port(place: Place, value: Value) -> Port | None:
    if isinstance(value, Env):
        default = f":-{value.default}" if value.default.isdecimal() else ""
        return place.port(f"${{{value.variable}{default}}}")
    if isinstance(value, int | str):
        return place.port(str(value))
    return None
