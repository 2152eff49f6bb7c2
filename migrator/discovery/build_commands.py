"""Commands and workflow steps that build an image: under which name, from which Dockerfile."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.build_files import BuildFileError, builds_of, is_build_file
from migrator.discovery.callers import MAX_FILES, callers, machines
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.source import line_at

MAX_READMES = 200
_README = re.compile(
    r"(?:.*/)?(?:README|CONTRIBUTING|DEVELOP\w*|INSTALL)[^/]*\.(?:md|rst|txt)", re.IGNORECASE
)
_BESIDE = re.compile(r"(?:.*/)?(?:README[^/]*|(?:GNU)?makefile)", re.IGNORECASE)
_COMMAND = re.compile(
    r"\b(?:docker(?:[ \t]+(?:buildx|image))?|podman|nerdctl|buildah)[ \t]+(?:build|bud)\b"
    r"(?P<rest>(?:\\\r?\n|[^\n;&|])*)"
)
_ENTERED = re.compile(r"\b(?:cd|pushd)[ \t]+[\"']?(?P<folder>[\w./-]+)[\"']?[ \t]*(?:&&|;|\\?\n)[^\n]*\Z")
_STEP = re.compile(r"uses:[ \t]*docker/build-push-action@")
_KEY = re.compile(
    r"^(?P<indent>[ \t]*)(?P<key>context|file|tags|platforms):[ \t]*(?P<value>[^\n]*)"
    r"(?P<more>(?:\n(?P=indent)[ \t]+[^\n]+)*)",
    re.M,
)
_MATRIX = re.compile(r"^(?P<indent>[ \t]*)matrix:[^\n]*(?:\n(?P=indent)[ \t]+[^\n]+|\n[ \t]*(?=\n))*", re.M)
_COMMENT = re.compile(r"(?:^|[ \t])#[^\n]*", re.M)
_VALUED = re.compile(
    r"-[flcmo]|--(?:build-arg|label|target|platform|progress|network|cache-from|cache-to|output|secret|ssh|builder"
    r"|add-host|iidfile|build-context|memory(?:-swap)?|shm-size|ulimit|attest|metadata-file|format|volume|isolation"
    r"|allow|cpuset-cpus|cpu-quota|cpu-shares|security-opt|build-arg-file|cgroup-parent|provenance|sbom|annotation)"
)
_PUT_IN = re.compile(r"\$\{\{[^{}\n]{0,200}\}\}|\{\{[^{}\n]{0,200}\}\}|\$\((?!\w+\))[^()\n]{0,200}\)")
_VARIABLE = re.compile(r"\$(?:(?P<plain>\w+)|\{(?P<braced>\w+)\}|\((?P<make>\w+)\))")
_ASSIGNED = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<name>\w+)[ \t]{0,9}(?:[:?]?=|:)[ \t]{0,9}"
    r"[\"']?(?P<value>[\w./:@-]+)[\"']?[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class NamedBuild:
    """A build, its Dockerfile in the repository ("" where not known), and where it is said.

    `image` is its name, "" without one, `platforms` are those that it names, as they are written.
    """

    image: str
    dockerfile: str
    said: str
    platforms: str = ""


def built_by_commands(repository: BuildContext, dockerfiles: Iterable[str]) -> Iterator[NamedBuild]:
    """Give the images that workflows, Makefiles, scripts and READMEs of a repository build.

    So do comments in its Dockerfiles, which are given.
    """
    for file, written in _texts(repository, dockerfiles):
        text = _filled(written)
        for match in _COMMAND.finditer(text):
            said = f"{file}:{line_at(text, match.start())}"
            before = text[: match.start()]
            for built in _command(match["rest"], _folder(file, before), said, repository):
                matrix = _matrix(before) if "$" in built.platforms else ""
                yield replace(built, platforms=built.platforms + matrix)
        if "build-push-action" in text:
            yield from _steps(file, text, repository)


def built_for(repository: BuildContext, dockerfile: str, platforms: tuple[str, ...]) -> str:
    """Give the place that builds a Dockerfile of the repository for one of these platforms; "" for none."""

    def found() -> str:
        pattern = machines(platforms)
        described = repository.learnt(("described builds",), lambda: tuple(_described(repository)))
        for built in (*built_by_commands(repository, ()), *described):
            if built.dockerfile == dockerfile and (match := pattern.search(built.platforms)):
                return f"{built.said} builds for {match[0]}"
        return ""

    return repository.learnt(("built for", dockerfile, platforms), found) if platforms else ""


def _described(repository: BuildContext) -> Iterator[NamedBuild]:
    """Give what compose and bake files build for platforms that they name."""
    names = (name for name in repository.own_files if is_build_file(posixpath.basename(name)))
    for name in islice(names, MAX_FILES):
        path = repository.path(name)
        try:
            builds = builds_of(path) if path is not None else ()
        except BuildFileError:  # told where the build context is looked for
            continue
        text = repository.read(name) or ""
        for build in (one for one in builds if one.platforms):
            said = f"{name}:{line_at(text, max(text.find(build.platforms[0]), 0))}"
            yield NamedBuild("", repository.name_of(build.dockerfile), said, " ".join(build.platforms))


def contexts_in(commands: str) -> Iterator[str]:
    """Give the build contexts that the build commands in a text name."""
    for match in _COMMAND.finditer(commands):
        _, _, context, _ = _options(_words(match["rest"]))
        if context:
            yield context


def without_templates(text: str) -> str:
    """Give a text with a variable in the place of what a template or a command puts in."""
    return _PUT_IN.sub("$x", text)


def _filled(text: str) -> str:
    """Give a text with the variables that it sets in their places; lines stay lines."""
    if "build" not in text or not ("build-push-action" in text or _COMMAND.search(text)):
        return ""
    plain = without_templates(text)
    values = {match["name"]: match["value"] for match in _ASSIGNED.finditer(plain)}
    return _VARIABLE.sub(
        lambda match: values.get(match["plain"] or match["braced"] or match["make"], match[0]), plain
    )


def _texts(repository: BuildContext, dockerfiles: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from callers(repository)
    readmes = [file for file in repository.own_files if _README.fullmatch(file)][:MAX_READMES]
    yield from ((file, repository.read(file) or "") for file in (*readmes, *dockerfiles))


def _folder(file: str, before: str) -> tuple[str, ...]:
    """Give the folders that a command may be run in: the one just entered, or the root and the file's own.

    What a README or a Makefile beside a Dockerfile says is about that one.
    """
    entered = _ENTERED.search(before[-200:])
    own = posixpath.dirname(file)
    if entered is None:
        return (own, "") if _BESIDE.fullmatch(file) else ("", own)
    return tuple(posixpath.join(each, entered["folder"]) for each in ("", own))


def _command(
    rest: str, folders: tuple[str, ...], said: str, repository: BuildContext
) -> Iterator[NamedBuild]:
    tags, file, context, platforms = _options(_words(rest))
    for dockerfile in _found(file, context, folders, repository):
        yield from (NamedBuild(tag, dockerfile, said, platforms) for tag in tags or [""])


def _words(rest: str) -> list[str]:
    """Give the words behind the name of a build command."""
    plain = rest.replace("\\\n", " ").replace("\\\r\n", " ").replace("`", " ")
    try:
        return shlex.split(plain, comments=True)
    except ValueError:
        return rest.split()


def _options(words: list[str]) -> tuple[list[str], str, str, str]:
    """Give the names, the Dockerfile, the build context and the platforms of a build command's words."""
    tags: list[str] = []
    file = context = platforms = ""
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in ("-t", "--tag", "-f", "--file", "--platform"):
            given = value if equals else next(rest, "")
            tags += [given] if name in ("-t", "--tag") else []
            file = given if name in ("-f", "--file") else file
            platforms += f" {given}" if name == "--platform" else ""
        elif not equals and _VALUED.fullmatch(word):
            next(rest, "")
        elif not word.startswith("-"):
            context = context or word
    return tags, file, context, platforms


def _found(file: str, context: str, folders: tuple[str, ...], repository: BuildContext) -> Iterator[str]:
    """Give the Dockerfiles of the repository that a build may read, "" where none is found."""
    named = re.sub(r"^\$\w+/", "", file or posixpath.join(context or ".", "Dockerfile"))
    places = dict.fromkeys(joined_path(folder, named) for folder in folders)
    there = [place for place in places if "$" not in place and repository.path(place) is not None]
    yield from there[:1] or [""]


def _steps(file: str, text: str, repository: BuildContext) -> Iterator[NamedBuild]:
    """Give what the steps of a workflow build that use docker/build-push-action."""
    for match in _STEP.finditer(text):
        end = text.find("uses:", match.end())
        keys = {found["key"]: found for found in _KEY.finditer(text[match.end() : end if end > 0 else None])}
        values = {key: found["value"].strip().strip("\"'") for key, found in keys.items()}
        said = f"{file}:{line_at(text, match.start())}"
        platforms = _COMMENT.sub("", keys["platforms"][0]) if "platforms" in keys else ""
        platforms += _matrix(text[: match.start()]) if "$" in platforms else ""
        for dockerfile in _found(values.get("file", ""), values.get("context", "."), ("",), repository):
            for tag in _tags(keys.get("tags")) or [""]:
                yield NamedBuild(tag, dockerfile, said, platforms)


def _matrix(before: str) -> str:
    """Give the matrix of the job that a text ends in, of which a step takes one value at a time."""
    found = next(reversed(list(_MATRIX.finditer(before))), None)
    if found is None:
        return ""
    above = [depth for depth in _depths(before[: found.start()]) if depth < len(found["indent"])]
    ended = bool(above) and any(depth < above[-1] for depth in _depths(before[found.end() :]))
    return "" if ended else _COMMENT.sub("", found[0])


def _depths(text: str) -> Iterator[int]:
    """Give how far the lines of a text are indented, without empty ones and comments."""
    lines = ((line, line.lstrip()) for line in text.splitlines())
    return (len(line) - len(plain) for line, plain in lines if plain and not plain.startswith("#"))


def _tags(key: re.Match[str] | None) -> list[str]:
    """Give the names of images that a key of a step holds, in its line or on lines below."""
    values = [key["value"].strip().strip("\"'"), *key["more"].split()] if key else []
    return [tag for each in values for tag in each.split(",") if "/" in tag]
