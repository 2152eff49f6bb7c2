"""Whether ``uv pip install .`` can install a project's dependencies first, out of its ``pyproject.toml``.

uv takes `dependencies` and `optional-dependencies` from the file where none of the two is dynamic; else
it builds the project to learn them, for which it needs the source. Nothing else than the file is read
where no dependency is a path. Both were tried with uv 0.13: a project whose version alone is dynamic is
not built, and an extra that names other extras of the project is followed.
"""

from __future__ import annotations

from itertools import chain

from migrator import regex as re
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.requirements.install_options import InstallLine
from migrator.requirements.names import normalised
from migrator.requirements.project_files import Table, strings, table, toml
from migrator.shell import Command
from migrator.source import Edit, Span

PROJECT_FILE = "pyproject.toml"

_PLACE = re.compile(r"(?P<place>\.{1,2}|\.{0,2}/[\w./-]*)(?:\[(?P<extras>[\w., -]*)\])?")
_KNOWN = frozenset(
    [
        *("--system", "--break-system-packages", "--python", "-p", "-e", "--editable", "-r", "--requirement"),
        *("-c", "--constraint", "--no-cache", "--no-cache-dir", "-n", "--compile-bytecode", "--link-mode"),
        *("-q", "--quiet", "-v", "--verbose", "--no-progress", "-i", "--index-url", "--extra-index-url"),
        *("--index", "--default-index", "--index-strategy", "--allow-insecure-host", "--trusted-host"),
        *("--prerelease", "--pre", "--resolution", "--no-build-isolation", "--native-tls", "--system-certs"),
        "--no-python-downloads",
    ]
)
"""Options that mean the same for both commands; any other keeps the command whole."""

_ELSEWHERE = re.compile(r"@\s*file:|[{}$]|@\s*\.{0,2}/")
_LOCAL_KEYS = ("path", "workspace", "editable")


@dataclass(frozen=True)
class StaticInstall:
    """A command that installs the project at `place` with `extras`; with `edits`, its dependencies alone."""

    place: str
    extras: tuple[str, ...]
    edits: tuple[Edit, ...]

    def serves(self, text: str) -> bool:
        """Tell whether uv can learn all dependencies from `text`, a ``pyproject.toml``, and there are any."""
        try:
            document = toml(text)
        except ValueError:
            return False
        project = table(document, "project")
        needed = strings(project.get("dependencies"))
        extras = {normalised(name): strings(value) for name, value in _extras(project).items()}
        dynamic = {"dependencies", "optional-dependencies"}.intersection(strings(project.get("dynamic")))
        if not isinstance(project.get("name"), str) or dynamic or not set(self.extras) <= set(extras):
            return False
        elsewhere = any(_ELSEWHERE.search(each) for each in chain(needed, *extras.values()))
        local = elsewhere or has_workspace(text) or _is_local(document)
        return not local and bool(needed or self.extras)


def _extras(project: Table) -> Table:
    return table(project, "optional-dependencies")


def static_install(command: Command, words: tuple[str, ...]) -> StaticInstall | None:
    """Read ``[uv] pip WORDS``; None where it is no plain installation of one project."""
    verb, line = InstallLine.behind_verb(words)
    if verb != "install" or any(name not in _KNOWN for name, _ in line.options):
        return None
    if any(value.endswith(".toml") for value in line.values("-r", "--requirement")):
        return None
    named = [text for text in (*line.operands, *line.values("-e", "--editable")) if _PLACE.fullmatch(text)]
    match = _PLACE.fullmatch(named[0]) if len(named) == 1 else None
    span = _span(command, named[0]) if match else None
    if match is None or span is None:
        return None
    extras = tuple(filter(None, (normalised(name.strip()) for name in (match["extras"] or "").split(","))))
    file = joined_path(match["place"], PROJECT_FILE)
    text = " ".join([f"-r {file}", *(f"--extra {name}" for name in extras)])
    return StaticInstall(match["place"], extras, (Edit.over(span, text),))


def has_workspace(text: str) -> bool:
    """Tell whether a ``pyproject.toml`` is, or may be, the root of a workspace: uv looks for its members."""
    try:
        return "workspace" in table(toml(text), "tool", "uv")
    except ValueError:
        return True


def _is_local(document: Table) -> bool:
    """Tell whether uv is told to take a dependency from a folder beside."""
    sources = table(document, "tool", "uv", "sources").values()
    entries = [each for value in sources for each in (value if isinstance(value, list) else [value])]
    return any(key in table(entry) for entry in entries for key in _LOCAL_KEYS)


def _span(command: Command, text: str) -> Span | None:
    """Give the place of the words that name the project, with an ``-e`` of its own before them."""
    for before, word in zip(command.words, command.words[1:], strict=False):
        if text in (word.value, word.text.strip("\"'")):  # a bracket that is not quoted is a pattern
            editable = before.text in ("-e", "--editable")
            return Span(before.span.start if editable else word.span.start, word.span.end)
    return None
