"""Whether a view of Django answers a request of anybody: decorators and base classes may turn it down."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from migrator import regex as re
from migrator.records import dataclass
from migrator.service.python_module import Call, Module, Name, Value, read_module
from migrator.service.serving_place import Place

_HARMLESS = frozenset(
    {
        *("csrf_exempt", "never_cache", "cache_page", "cache_control", "gzip_page", "non_atomic_requests"),
        *("require_GET", "require_safe", "require_http_methods", "xframe_options_exempt"),
    }
)
_PLAIN_BASES = frozenset({"View", "TemplateView"})
_MADE_FOR_IT = frozenset({"health_check", "watchman", "django_alive", "django_healthchecks"})
"""Packages whose views are for such checks."""
_Check = Callable[[str, str], bool]


@dataclass(frozen=True)
class DjangoViews:
    """The views that a module of urls names; `package` is the one that it lies in, seen from `folder`."""

    place: Place
    folder: str
    package: str
    urls: Module
    text: str

    def answers(self, view: Value) -> bool:
        """Tell whether a view answers anybody; one that is not at hand is not known to."""
        if isinstance(view, Name):
            return self._answers(view.text, self._function)
        if not isinstance(view, Call):
            return view is None  # a lambda: nothing is around it
        if view.name.endswith(".as_view"):
            return self._answers(view.name.removesuffix(".as_view"), self._class)
        harmless = view.name.rpartition(".")[2] in _HARMLESS and bool(view.arguments)
        return harmless and self.answers(view.arguments[0])

    def _answers(self, name: str, check: _Check) -> bool:
        full = self._full(name)
        if full.partition(".")[0] in _MADE_FOR_IT:
            return True
        module, _, last = full.rpartition(".")
        text = self._read(module) if module else self.text
        return text is not None and check(text, last)

    def _full(self, name: str) -> str:
        """Give a name by the module that it comes from; the module is empty for the urls' own."""
        first, dot, rest = name.partition(".")
        if first not in self.urls.imports:
            return name
        module, attribute = self.urls.imports[first]
        plain = module.lstrip(".")
        if above := len(module) - len(plain):
            parts = self.package.split(".")
            plain = ".".join([*parts[: len(parts) - above + 1], *filter(None, [plain])])
        return ".".join(part for part in (plain, attribute, rest if dot else "") if part)

    def _read(self, module: str) -> str | None:
        stem = posixpath.join(self.folder, module.replace(".", "/"))
        return self.place.read(f"{stem}.py") or self.place.read(f"{stem}/__init__.py")

    @staticmethod
    def _function(text: str, name: str) -> bool:
        module = read_module(text)
        found = [each for each in module.functions if each.name == name] if module else []
        return bool(found) and all(_name(each) in _HARMLESS for each in found[-1].decorators)

    @staticmethod
    def _class(text: str, name: str) -> bool:
        made = re.search(rf"(?m)^(?P<above>@.*\n)?class {re.escape(name)}\((?P<bases>[^)]*)\)", text)
        if made is None or made["above"]:
            return False
        bases = {base.strip().rpartition(".")[2] for base in made["bases"].split(",")}
        return bases <= _PLAIN_BASES


def _name(decorator: Value) -> str:
    text = decorator.text if isinstance(decorator, Name) else getattr(decorator, "name", "")
    return str(text).rpartition(".")[2]
