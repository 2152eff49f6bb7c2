"""Routes made to be asked whether a service is well, where FastAPI, Starlette, Flask or Django name them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.records import dataclass
from migrator.service.django_routes import django_route
from migrator.service.python_module import Call, Function, Module, Name, Value, read_module
from migrator.service.serving_place import Listener, Place

HEALTH = re.compile(
    r"/(?:[\w.-]+/)*?(?P<last>_?_?(?:livez|live|liveness|alive|healthz?|heartbeat|health[_-]?check|ping|readyz"
    r"|ready|readiness|ht))/?"
)
_ORDER = ("livez", "live", "liveness", "alive", "healthz", "health", "heartbeat", "healthcheck", "ping")
_APPS = frozenset({"fastapi.FastAPI", "starlette.applications.Starlette", "flask.Flask", "quart.Quart"})
_PARTS = frozenset({"fastapi.APIRouter", "flask.Blueprint", "quart.Blueprint"})
_SAFE_MIDDLEWARE = re.compile(
    r".*(?:CORS|GZip|Brotli|Session|Prometheus|Sentry|CorrelationId|RequestID|OpenTelemetry|ServerTiming)\w*"
)
_GUARDS = re.compile(
    r"\b(?:SERVER_NAME|APPLICATION_ROOT|TrustedHostMiddleware|HTTPSRedirectMiddleware|Talisman|SSLify"
    r"|before_request|before_app_request|HTTPBasicAuth|login_manager|LoginManager|DispatcherMiddleware)\b"
)
_HARMLESS = frozenset({"Request", "Response", "BackgroundTasks", "HTTPConnection", "WebSocket"})


@dataclass(frozen=True, slots=True)
class Route:
    """A path that answers GET without a parameter, and where the source says so."""

    path: str
    origin: str


def health_route(place: Place, listener: Listener) -> Route | None:
    """Give the health route of what a server serves; None where none is known, or something may guard it.

    Looked at are the module that the server is given and the routers that it includes, one import
    away. Middleware that is not known, hooks before each request and dependencies may turn a plain
    request down, so they rule the route out.
    """
    if listener.kind == "runserver" or listener.app.endswith((".wsgi", ".asgi")) or _is_gateway(listener.app):
        return _of_django(place, listener)
    module_name, _, attribute = listener.app.partition(":")
    if not module_name or module_name.endswith(".py") or "(" in attribute:
        return None
    found = _Source(place, listener.folder).module(module_name, "")
    if found is None:
        return None
    return _best(tuple(_Routes(found).of(attribute or "app")))


def _is_gateway(app: str) -> bool:
    module, _, attribute = app.partition(":")
    return module.endswith(("wsgi", "asgi")) and attribute in ("", "application", "app")


def _of_django(place: Place, listener: Listener) -> Route | None:
    found = django_route(place, listener.app.partition(":")[0], listener.folder)
    return Route(*found) if found is not None else None


def _best(routes: tuple[Route, ...]) -> Route | None:
    """Give the route that says most plainly that the process is alive."""
    return min(routes, key=lambda route: (_rank(route.path), len(route.path), route.path), default=None)


def _rank(path: str) -> int:
    last = path.rstrip("/").rpartition("/")[2].strip("_").replace("-", "").replace("_", "")
    return _ORDER.index(last) if last in _ORDER else len(_ORDER)


@dataclass(frozen=True, slots=True)
class _Found:
    """One module: where it lies, what it says, and how to find others from it."""

    source: _Source
    path: str
    name: str
    text: str
    module: Module


@dataclass(frozen=True)
class _Source:
    """Finds modules the way the server would: below the folder it is told, or the working directory."""

    place: Place
    folder: str

    def module(self, name: str, package: str) -> _Found | None:
        """Give a module by its name, a relative one as seen from `package`."""
        dots = len(name) - len(name.lstrip("."))
        if dots:
            base = package.split(".")[: len(package.split(".")) - dots + 1]
            name = ".".join((*base, name[dots:])).strip(".")
        stem = posixpath.join(self.folder, name.replace(".", "/"))
        for path in (f"{stem}.py", f"{stem}/__init__.py"):
            text = self.place.read(path)
            if text is None and (unique := self._only(path)):
                text = self.place.build.read(unique)
            module = read_module(text) if text is not None else None
            if text is not None and module is not None:
                return _Found(self, path, name, text, module)
        return None

    def _only(self, path: str) -> str | None:
        """Give the one copied file of the context that ends with a path: an installed package's source."""
        found = self.place.build.files(f"**/{path}", path)
        return found[0] if len(found) == 1 and self.place.is_copied(found[0]) else None


class _Routes:
    """The health routes that one application answers."""

    def __init__(self, found: _Found) -> None:
        self.found = found
        self.module = found.module

    def of(self, attribute: str) -> Iterator[Route]:
        """Give the routes of the application of that name."""
        made = self.module.assigned.get(attribute)
        if not isinstance(made, Call) or self.module.origin(made.name) not in _APPS or self._is_guarded(made):
            return
        for route in made_routes(self.module, made):
            yield from self._route(route, "")
        yield from self._decorated(attribute, "")
        for call in self.module.calls:
            if call.name in (f"{attribute}.include_router", f"{attribute}.register_blueprint"):
                yield from self._included(call)

    def _is_guarded(self, made: Call) -> bool:
        if made.has("dependencies") or made.has("middleware") or _GUARDS.search(self.found.text):
            return True
        decorators = (each for function in self.module.functions for each in function.decorators)
        if any(isinstance(each, Call) and each.name.endswith(".middleware") for each in decorators):
            return True
        added = (call for call in self.module.calls if call.name.endswith(".add_middleware"))
        return any(
            not _SAFE_MIDDLEWARE.fullmatch(_named(call.argument(0, "middleware_class"))) for call in added
        )

    def _decorated(self, owner: str, prefix: str) -> Iterator[Route]:
        for function in self.module.functions:
            decorators = [each for each in function.decorators if isinstance(each, Call)]
            for call in decorators:
                path = call.argument(0, "path") or call.argument(0, "rule")
                plain = len(function.decorators) == 1 and _is_plain(function) and not call.has("dependencies")
                if isinstance(path, str) and _answers_get(call, owner) and plain:
                    yield from self._route(path, prefix)

    def _route(self, path: str, prefix: str) -> Iterator[Route]:
        whole = prefix.rstrip("/") + path
        if HEALTH.fullmatch(whole) and not re.search(r"[{}<>]", whole):
            yield Route(whole, self.found.path)

    def _included(self, call: Call) -> Iterator[Route]:
        """Give the routes of a router or blueprint, of this module or of one that it imports."""
        given = call.argument(0, "router") or call.argument(0, "blueprint")
        prefix = call.keyword("prefix") or call.keyword("url_prefix")
        known = isinstance(prefix, str) or not (call.has("prefix") or call.has("url_prefix"))
        if not isinstance(given, Name) or not known or call.has("dependencies"):
            return
        owner, name = self._owner(given.text)
        if owner is None:
            return
        made = owner.module.assigned.get(name)
        if (
            isinstance(made, Call)
            and owner.module.origin(made.name) in _PARTS
            and not made.has("dependencies")
        ):
            own = made.keyword("prefix") or made.keyword("url_prefix") or ""
            if isinstance(own, str) and not _GUARDS.search(owner.text):
                outer = prefix if isinstance(prefix, str) else ""
                joined = outer if call.has("url_prefix") else outer + own
                yield from _Routes(owner)._decorated(name, joined)

    def _owner(self, text: str) -> tuple[_Found | None, str]:
        """Give the module in which a router is made, and its name there."""
        first, dot, rest = text.partition(".")
        if first not in self.module.imports:
            return (self.found, text) if not dot else (None, "")
        module, attribute = self.module.imports[first]
        package = (
            self.found.name if self.found.path.endswith("__init__.py") else self.found.name.rpartition(".")[0]
        )
        if not dot:
            return self.found.source.module(module, package), attribute
        inner = (
            f"{module}{'' if module.endswith('.') or not module else '.'}{attribute}" if attribute else module
        )
        return self.found.source.module(inner, package), rest


def made_routes(module: Module, made: Call) -> Iterator[str]:
    """Give the paths of ``Starlette(routes=[Route("/health", …)])``."""
    routes = module.resolved(made.keyword("routes"))
    for each in routes if isinstance(routes, tuple) else ():
        if isinstance(each, Call) and module.origin(each.name) == "starlette.routing.Route":
            path, methods = each.argument(0, "path"), each.keyword("methods")
            if isinstance(path, str) and (methods is None or _has_get(methods)):
                yield path


def _answers_get(call: Call, owner: str) -> bool:
    if call.name == f"{owner}.get":
        return True
    if call.name not in (f"{owner}.route", f"{owner}.api_route"):
        return False
    methods = call.keyword("methods")
    return not call.has("methods") if methods is None else _has_get(methods)


def _has_get(methods: Value) -> bool:
    return isinstance(methods, tuple) and any(
        isinstance(each, str) and each.upper() == "GET" for each in methods
    )


def _is_plain(function: Function) -> bool:
    """Tell whether a function asks for nothing but the request: what it depends on may turn it down."""
    return all(
        note.rpartition(".")[2] in _HARMLESS or name == "request" for name, note in function.parameters
    )


def _named(value: Value) -> str:
    return value.text if isinstance(value, Name) else value.name if isinstance(value, Call) else ""
