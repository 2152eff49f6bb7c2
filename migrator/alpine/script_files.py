"""What a RUN finds where it looks for a script: a file of the build context, a download, or a text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.alpine.downloads import FETCHERS, URL, known_download
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path, folder_at, path_in
from migrator.dockerfile import Dockerfile, Instruction, copy_parts
from migrator.dockerfile.mounts import mounts
from migrator.knowledge import Knowledge
from migrator.paths import within
from migrator.pip.venvs import venvs_of
from migrator.records import dataclass
from migrator.shell import Script, program, unwrap
from migrator.stages.places import Places


@dataclass(frozen=True)
class ScriptFiles:
    """The files that one RUN may run as scripts, by the paths that it names them by."""

    dockerfile: Dockerfile
    build: BuildContext
    knowledge: Knowledge
    instruction: Instruction
    script: Script

    def origin(self, path: str) -> str | None:
        """Give the file of the build context that lies at `path`; None where none does."""
        for place in self._places(path):
            found = context_path(self.dockerfile, self.build, self.instruction, place)
            if found is not None and self.build.exists(found):
                return found
        return None

    def _places(self, path: str) -> tuple[str, ...]:
        """Give where a path of the RUN may lie: below WORKDIR, and below what the RUN changes into."""
        folder = ""
        for command in self.script.commands:
            if command.name == "cd" and len(command.words) == 2:
                folder = posixpath.join(folder, command.words[1].value or "")
        return tuple(dict.fromkeys((path, posixpath.join(folder, path))))

    def in_venv(self, path: str) -> bool:
        """Tell whether `path` is a program of a venv that the file makes: no script that could be read."""
        made = [f"{one.path}/bin" for one in venvs_of(self.dockerfile) if one.path]
        here = folder_at(self.dockerfile, self.instruction)
        places = [path_in(here, each) for each in self._places(path)]
        return any(within(place, folder) for folder in made for place in places)

    def mounted(self, path: str) -> bool:
        """Tell whether the RUN mounts another image's or stage's program at `path`."""
        folder = folder_at(self.dockerfile, self.instruction)
        wanted = path_in(folder, path)
        found = mounts(self.instruction.inner)
        targets = [path_in(folder, each["target"]) for each in found if {"from", "target"} <= each.keys()]
        return any(within(wanted, target) for target in targets)

    def added(self, path: str) -> list[str]:
        """Give the addresses from which an ADD before fetches what lies at `path`."""
        wanted = path_in(folder_at(self.dockerfile, self.instruction), path)
        found: list[str] = []
        for one in Places(self.dockerfile, self.build).before(self.instruction, "ADD"):
            parts = copy_parts(one)
            end = parts.destination.plain
            for url in (word.text for word in parts.sources if "://" in word.text):
                name = posixpath.basename(url) if end.endswith("/") else ""
                if path_in(folder_at(self.dockerfile, one), posixpath.join(end, name)) == wanted:
                    found.append(url)
        return found

    def downloaded(self, path: str) -> bool:
        """Tell whether what lies at `path` is fetched, from an address that is not known as fine."""
        urls = self._fetched(path)
        return urls is not None and not (urls and all(map(self.is_fine, urls)))

    def _fetched(self, path: str) -> list[str] | None:
        """Give the addresses from which ADD or the RUN fetches `path`; None where neither does."""
        if added := self.added(path):
            return added
        name = posixpath.basename(path)
        for command in self.script.commands:
            inner = unwrap(command)
            words = [*inner.arguments, *inner.redirects] if program(inner) in FETCHERS else []
            if any(posixpath.basename(word.text.strip("\"'>")) == name for word in words):
                return [url for word in inner.arguments for url in URL.findall(word.text)]
        return None

    def is_fine(self, url: str) -> bool:
        """Tell whether what is fetched from an address is known to run on Alpine as well."""
        known = known_download(self.knowledge, url)
        return known is not None and known.flag("runs")

    def is_written(self, path: str) -> bool:
        """Tell whether the Dockerfile itself writes or copies a script: others report that."""
        name = re.escape(posixpath.basename(path))
        before = self.dockerfile.source.text[: self.instruction.span.end]
        if re.search(rf"(?:>\s*[\"']?\S*{name}\b|\btee\s[^\n]*{name}\b)", before):
            return True
        return any(posixpath.basename(source.rstrip("/")) in path.split("/") for source in self._sources())

    def _sources(self) -> Iterator[str]:
        """Give what was copied before: all names of files, and folders that the context does not have."""
        stage = self.dockerfile.stage_of(self.instruction)
        for one in self.dockerfile.lineage(stage) if stage else ():
            for copy in one.of("COPY", "ADD"):
                for word in copy_parts(copy).sources:
                    source = word.value or word.text
                    if not self.build.is_folder(source):
                        yield source
