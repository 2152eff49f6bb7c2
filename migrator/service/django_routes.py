"""The health route of a Django project, where its settings let a plain request from within through."""

from __future__ import annotations

import posixpath

from migrator import regex as re
from migrator.service.django_views import DjangoViews
from migrator.service.python_module import Call, Module, Value, read_module
from migrator.service.serving_place import Place

_SETTINGS = re.compile(r"""DJANGO_SETTINGS_MODULE["']\s*,\s*["'](?P<name>[\w.]+)["']""")
_HEALTH = re.compile(
    r"(?P<path>(?:[\w.-]+/)*?(?:livez?|liveness|alive|healthz?|heartbeat|health[_-]?check|ping|readyz?|ht)/?)"
)
_REGEX = re.compile(r"\^(?P<path>[\w/-]+?/?)\??\$")
_KNOWN_MIDDLEWARE = re.compile(
    r"(?!.*\.LoginRequiredMiddleware\Z)(?:django\.|whitenoise\.|corsheaders\.|debug_toolbar\.|django_prometheus\.).*"
)
_KNOWN_INCLUDES = frozenset({"health_check.urls", "watchman.urls"})


def django_route(place: Place, app: str, folder: str) -> tuple[str, str] | None:
    """Give the path of a health route and the file that names it; None where none is surely answered.

    Django turns a request down whose host is not in ALLOWED_HOSTS, redirects with
    SECURE_SSL_REDIRECT, and lets middleware and decorators refuse; the settings and the view have to rule
    all of that out.
    """
    name = _settings_name(place, app, folder)
    settings = _module(place, folder, name) if name else None
    if settings is None or not _lets_through(settings):
        return None
    root = settings.assigned.get("ROOT_URLCONF")
    text = _text(place, folder, root) if isinstance(root, str) else None
    urls = read_module(text) if text is not None else None
    if urls is None or text is None or not isinstance(root, str):
        return None
    views = DjangoViews(place, folder, root.rpartition(".")[0], urls, text)
    found = [path for call in urls.calls if (path := _path(views, call)) is not None]
    return (found[0], f"{root.replace('.', '/')}.py") if found else None


def _settings_name(place: Place, app: str, folder: str) -> str:
    if (name := place.setting("DJANGO_SETTINGS_MODULE")) is not None:
        return name
    file = "manage.py" if app == "manage.py" else f"{app.replace('.', '/')}.py"
    text = place.read(posixpath.join(folder, file)) or place.read(posixpath.join(folder, "manage.py")) or ""
    match = _SETTINGS.search(text)
    return match["name"] if match else ""


def _text(place: Place, folder: str, name: str) -> str | None:
    return place.read(posixpath.join(folder, f"{name.replace('.', '/')}.py"))


def _module(place: Place, folder: str, name: str) -> Module | None:
    text = _text(place, folder, name)
    return read_module(text) if text is not None else None


def _lets_through(settings: Module) -> bool:
    hosts = settings.assigned.get("ALLOWED_HOSTS")
    named = isinstance(hosts, tuple) and any(host in ("*", "127.0.0.1") for host in hosts)
    redirects = "SECURE_SSL_REDIRECT" in settings.assigned
    middleware = settings.assigned.get("MIDDLEWARE")
    known = isinstance(middleware, tuple) and all(
        isinstance(each, str) and _KNOWN_MIDDLEWARE.fullmatch(each) for each in middleware
    )
    return named and known and not redirects


def _path(views: DjangoViews, call: Call) -> str | None:
    """Give the path of one entry of urlpatterns, where it is a health route that answers anybody."""
    if not _is_top_level(views.urls, call):
        return None
    route, view = call.argument(0, "route"), call.argument(1, "view")
    if not isinstance(route, str):
        return None
    kind = views.urls.origin(call.name)
    if kind in ("django.urls.re_path", "django.conf.urls.url"):
        match = _REGEX.fullmatch(route)
        route = match["path"] if match else ""
    elif kind != "django.urls.path":
        return None
    return f"/{route}" if _HEALTH.fullmatch(route) and _answers(views, view) else None


def _is_top_level(urls: Module, call: Call) -> bool:
    patterns = urls.assigned.get("urlpatterns")
    return isinstance(patterns, tuple) and call in patterns


def _answers(views: DjangoViews, view: Value) -> bool:
    if not isinstance(view, Call) or view.name != "include":
        return views.answers(view)
    return bool(view.arguments) and view.arguments[0] in _KNOWN_INCLUDES
