"""What is installed from places of the image itself, and what that needs of the image in its turn."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from migrator import regex as re
from migrator.layers.install_site import InstallSite
from migrator.requirements import PROJECT_FILES, Requirement, Requirements, read_file
from migrator.requirements.local_paths import local_path, path_of
from migrator.requirements.project_files import UNSEEN_MEMBER

_NOT_KNOWN = re.compile(r"[$`{}\\]")
_MOST = 100
"""So many projects are followed: links of folders can make more and more of the same ones."""


class LocalReads(InstallSite):
    """Notes the projects, wheels and folders of packages that paths name."""

    def local(self, path: str, folder: str, why: str) -> None:
        """Note that what `path` names, in a file of `folder`, is installed."""
        for place in self._meant(path, folder):
            self.project(place, why)

    def project(self, place: str | None, why: str) -> None:
        """Note that the project at `place` is installed, with all that it takes from other places."""
        waiting: list[str | None] = [place]
        seen = {place}
        while waiting:
            one = waiting.pop()
            self.into.needs_source(one, why)
            further = [each for each in self._named_by(one) if each not in seen]
            if len(seen) > _MOST:
                self.into.needs_source(None, f"{why}, and that more than {_MOST} others")
                return
            waiting += further
            seen.update(further)

    def beyond_files(self, folder: str, found: Requirements) -> None:
        """Note what dependency files in `folder` say that goes beyond other files.

        What a file may say that nobody has read can lie anywhere in the image.
        """
        for missing in found.missing:
            if not re.match(r"https?://", missing):
                why = f"{missing} is not in the build context, so what it names is not known"
                self.into.needs_source(None, why)
        for problem in found.problems:
            why = f"{problem.origin}:{problem.line} cannot be read ({problem.message})"
            self.into.needs_source(None, why)
        for each in (*found.requirements, *found.constraints):
            self._required(folder, each)
        for option in found.options:
            if option.name == "--find-links" and (path := path_of(option.value)):
                why = f"{option.origin}:{option.line} takes packages from a local folder"
                self.local(path, folder, why)

    def named_in(self, *names: str) -> None:
        """Note what those of these files in the working directory that are there take from other places."""
        for name in names:
            origin = self.origin(self.around.path(name))
            if origin is None or self.around.folder is None:
                continue
            for each in read_file(self.build, origin).requirements:
                path = local_path(each)
                if path and posixpath.normpath(path) != ".":
                    self.local(path, self.around.folder, _why(each))

    def _required(self, folder: str, found: Requirement) -> None:
        if path := local_path(found):
            self.local(path, folder, _why(found))
        elif found.editable:
            self.made("src")  # where pip checks out what is editable and remote

    def _named_by(self, place: str | None) -> Iterator[str | None]:
        """Give the places that a project of the build context takes what it requires from."""
        origins = [self.origin(posixpath.join(place, name)) for name in PROJECT_FILES] if place else ()
        for origin in filter(None, origins):
            for each in read_file(self.build, origin).requirements:
                if path := local_path(each):
                    yield self._in(place, path)

    def _meant(self, text: str, folder: str) -> Iterator[str | None]:
        """Give the places that a path in a file of `folder` may mean, None where that is not known.

        A list of requirements counts from the working directory, a project's own file from its folder.
        """
        here, there = self._in(self.around.folder, text), self._in(folder, text)
        self.around.relative = True
        yield here
        if there != here:
            yield there

    def _in(self, folder: str | None, path: str) -> str | None:
        return None if _NOT_KNOWN.search(path) else replace(self.around, folder=folder).path(path)


def _why(found: Requirement) -> str:
    if found.path == UNSEEN_MEMBER:
        return f"{found.origin}:{found.line} needs {found.name}, whose workspace is not in the build context"
    return f"{found.origin}:{found.line} installs a local path ({found.path or found.url})"
