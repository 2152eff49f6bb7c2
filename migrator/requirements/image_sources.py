"""What brings a file into the image that no COPY is seen to: a download, a clone, a command, a variable."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context.copied_paths import folder_at, path_in
from migrator.dockerfile import Dockerfile, Instruction, copy_parts
from migrator.dockerfile.environment import references
from migrator.line_names import named_line
from migrator.paths import within
from migrator.records import dataclass
from migrator.shell import Command, program, unwrap
from migrator.shell.folders import in_folders
from migrator.shell.run_as import script_at

_WRITES = re.compile(r"1?>{1,2}\|?(?![&(])[ \t]*(?P<path>.+)")
_OUTPUT = {
    "curl": re.compile(r"-[a-np-zA-Z]*o(?P<path>.*)|--output(?:=(?P<long>.*))?"),
    "wget": re.compile(r"-[a-zA-NP-Z]*O(?P<path>.*)|--output-document(?:=(?P<long>.*))?"),
}
_BY_ADDRESS = re.compile(r"-[a-zA-Z]*O|--remote-name(?:-all)?")
_CLONE_VALUED = frozenset({"-b", "--branch", "--depth", "-o", "--origin", "-c", "--config", "-j", "--jobs"})


@dataclass(frozen=True, slots=True)
class ImageSource:
    """A command that brings a file into the image: its line, what it does, and the way out of that."""

    line: int
    does: str
    way_out: str

    @property
    def reason(self) -> str:
        """Say that it brings a file."""
        return f"{named_line(self.line)} {self.does} it"


def image_source(dockerfile: Dockerfile, at: Instruction, path: str) -> ImageSource | None:
    """Give the last command up to `at` that brings what `at` calls `path`, None where none is known to."""
    wanted = path_in(folder_at(dockerfile, at), path)
    stage = dockerfile.stage_of(at)
    runs = [one for each in (dockerfile.lineage(stage) if stage else ()) for one in each.of("RUN")]
    before = [one for one in runs if one.span.start <= at.span.start]
    found = [each for one in before for each in _of_run(dockerfile, one, wanted)]
    if not found and stage is not None:
        copies = [one for each in dockerfile.lineage(stage) for one in each.of("COPY", "ADD")]
        before = [one for one in copies if one.span.start < at.span.start]
        found = [each for one in before for each in _by_variable(dockerfile, one, wanted)]
    return max(found, key=lambda each: each.line, default=None)


def _by_variable(dockerfile: Dockerfile, copy: Instruction, wanted: str) -> Iterator[ImageSource]:
    """Give a COPY to a folder around `wanted`, or to itself, of which the build decides what it takes."""
    parts, environment = copy_parts(copy), dockerfile.environment(copy)
    target = environment.expand(parts.destination.text)
    if target is not None and not within(wanted, path_in(folder_at(dockerfile, copy), target)):
        return
    for source in parts.sources if parts.from_ is None else ():
        untold = sorted(name for name in references(source.text) if not environment.knows(name))
        if untold and environment.expand(source.text) is None:
            way_out = f"give {untold[0]} a default"
            yield ImageSource(copy.line, "lets a variable decide from where to copy", way_out)


def _of_run(dockerfile: Dockerfile, run: Instruction, wanted: str) -> Iterator[ImageSource]:
    environment, start = dockerfile.environment(run), folder_at(dockerfile, run)
    for command, here in in_folders(script_at(dockerfile, run), environment.word):
        line = dockerfile.source.line_of(command.span.start)
        if here.lost:
            continue
        folder = path_in(start, here.path)
        for source, target in _brought(unwrap(command), line):
            path = environment.expand(target.strip("\"'"))
            if path and within(wanted, path_in(folder, path)):
                yield source


def _brought(inner: Command, line: int) -> Iterator[tuple[ImageSource, str]]:
    """Give what a command brings into the image, each with where it puts it."""
    name = program(inner) or ""
    texts = tuple(word.text for word in inner.arguments)
    for each in inner.redirects:
        if match := _WRITES.fullmatch(each.text):
            yield _written(line), match["path"]
    if name == "tee":
        yield from ((_written(line), text) for text in texts if not text.startswith("-"))
    elif name in _OUTPUT:
        way_out = "put a copy of it into the build context"
        yield from ((ImageSource(line, "downloads", way_out), text) for text in _downloaded(name, texts))
    elif name == "git" and "clone" in texts:
        way_out = "COPY it from a checkout in the build context"
        yield from ((ImageSource(line, "clones", way_out), text) for text in _cloned(texts))


def _written(line: int) -> ImageSource:
    return ImageSource(line, "writes", "COPY a file that holds these requirements")


def _downloaded(name: str, texts: tuple[str, ...]) -> Iterator[str]:
    addresses = [_named_after(text) for text in texts if "://" in text]
    told = [index for index, text in enumerate(texts) if _OUTPUT[name].fullmatch(text)]
    for index in told:
        match = _OUTPUT[name].fullmatch(texts[index])
        joined = (match["path"] or match["long"]) if match else ""
        yield joined or "".join(texts[index + 1 : index + 2])
    if not told and (name == "wget" or any(map(_BY_ADDRESS.fullmatch, texts))):
        yield from addresses


def _cloned(texts: tuple[str, ...]) -> Iterator[str]:
    behind = texts[texts.index("clone") + 1 :]
    operands = [
        text
        for text, before in zip(behind, ("", *behind), strict=False)
        if not text.startswith("-") and before not in _CLONE_VALUED
    ]
    yield operands[1] if len(operands) > 1 else _named_after("".join(operands[:1])).removesuffix(".git")


def _named_after(address: str) -> str:
    """Give the name of a file that is called as its address is."""
    return posixpath.basename(address.strip("\"'").split("?")[0].rstrip("/"))
