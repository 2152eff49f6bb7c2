"""The workspace of uv that a project belongs to: its root above, its members, the sources it gives them.

uv takes the nearest ``pyproject.toml`` upwards with ``[tool.uv.workspace]``; what the root says in
``[tool.uv.sources]`` holds for every member that does not say otherwise.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from migrator.build_context import BuildContext
from migrator.build_context.path_patterns import compiled
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.requirements.names import normalised
from migrator.requirements.project_files import Table, strings, table
from migrator.requirements.project_tables import project_table

_FILE = "pyproject.toml"


@dataclass(frozen=True)
class Workspace:
    """The workspace with its root in `folder` of the build context; `document` is the root's project file."""

    context: BuildContext
    folder: str
    document: Table

    @property
    def sources(self) -> Table:
        """Where members get what they require, unless they say otherwise."""
        return table(self.document, "tool", "uv", "sources")

    def member(self, name: str) -> str | None:
        """Give the folder of the member that is called `name`; None where none is."""
        wanted = normalised(name)
        return next((folder for folder, called in self._members.items() if called == wanted), None)

    def has(self, folder: str) -> bool:
        """Tell whether the project in `folder` is a member."""
        return folder in self._members

    @property
    def _members(self) -> Mapping[str, str]:
        """The names of all members by folder, looked up once for a build context."""
        return self.context.remembered(
            ("members", self.folder), lambda: {folder: self._name(folder) for folder in self._folders()}
        )

    def _folders(self) -> Iterator[str]:
        """Give the folders of all members, the root first."""
        yield self.folder
        wanted, without = self._patterns("members"), self._patterns("exclude")
        for file in self.context.files(*(posixpath.join(each, _FILE) for each in wanted)) if wanted else ():
            folder = posixpath.dirname(file)
            if not any(compiled(each).fullmatch(folder) for each in without):
                yield folder

    def _patterns(self, key: str) -> tuple[str, ...]:
        named = strings(table(self.document, "tool", "uv", "workspace").get(key))
        return tuple(joined_path(self.folder, each) for each in named)

    def _name(self, folder: str) -> str:
        name = table(_read(self.context, folder), "project").get("name")
        return normalised(name) if isinstance(name, str) else ""


def workspace_of(context: BuildContext, folder: str) -> Workspace | None:
    """Give the workspace that the project in `folder` is a member of; None where the context has none."""
    above = folder
    while True:
        document = _read(context, above)
        if "workspace" in table(document, "tool", "uv"):
            found = Workspace(context, above, document)
            return found if found.has(folder) else None
        if not above:
            return None
        above = posixpath.dirname(above)


def _read(context: BuildContext, folder: str) -> Table:
    return project_table(context, posixpath.join(folder, _FILE)) or {}
