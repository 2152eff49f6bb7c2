"""What must hold of a file after a bundle if it held before; what was wrong already is not ours."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from migrator import regex as re
from migrator.dockerfile import (
    Dockerfile,
    Instruction,
    Stage,
    assignments,
    words,
)
from migrator.dockerfile.lexer import LexError, expand
from migrator.images.reference import PythonTag
from migrator.shell import script_of, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Source, Word
from migrator.stages.graph import read_from

_SINGLE = ("CMD", "ENTRYPOINT", "STOPSIGNAL", "HEALTHCHECK", "WORKDIR", "USER")
_MANY = ("EXPOSE", "VOLUME")
_ROOT = frozenset({None, "", "root", "0", "0:0", "root:root", "0:root", "root:0"})
_DIRECTIVE = re.compile(r"#\s*(syntax|escape|check)\s*=", re.I)
# How an installer is steered, not what the app sees: transforms may exchange these freely.
_INSTALLER_ENV = re.compile(r"(PIP|UV|PIPENV|POETRY|DEBIAN)_")
_APT = re.compile(r"(?<![\w./-])apt(-get|itude)?\s+(-\S+\s+)*(update|install|upgrade|purge|remove)\b")
_DEBIAN_COMMANDS = frozenset(
    {"apt", "apt-get", "aptitude", "dpkg", "apt-key", "add-apt-repository", "apt-cache"}
)


def broken(old: Dockerfile, new: Dockerfile, altered: frozenset[str]) -> Iterator[str]:
    """Give one sentence for each invariant that `old` keeps and `new` breaks.

    `altered` names the parts of the configuration that an applied rule announces (see `Rule.alters`).
    """
    yield from sorted(_violations(new) - _violations(old))
    if "\0" in new.source.text and "\0" not in old.source.text:
        yield "a folder would be named that the file does not tell"
    for name in {each.name for each in new.directives} - {each.name for each in old.directives}:
        yield f"a comment would become the parser directive {name}"
    for comment in (comment_lines(old.source) - comment_lines(new.source)).elements():
        yield f"a comment would be lost: {comment}"
    yield from _configuration_changes(old, new, altered)


def comment_lines(source: Source) -> Counter[str]:
    """Count the comment lines of a file, parser directives left out."""
    lines = (line.strip() for line in source.text.split("\n"))
    return Counter(line for line in lines if line.startswith("#") and not _DIRECTIVE.match(line))


def _violations(dockerfile: Dockerfile) -> frozenset[str]:
    found = {message for stage in dockerfile.stages for message in _dangling(dockerfile, stage)}
    found |= {message for stage in dockerfile.stages for message in _debian_on_alpine(dockerfile, stage)}
    found |= set(_unread(dockerfile))
    return frozenset(found)


def _unread(dockerfile: Dockerfile) -> Iterator[str]:
    """Give the RUNs that no shell would read; those that were there before are the same to the letter."""
    for instruction in dockerfile.instructions:
        script = script_at(dockerfile, instruction) if instruction.keyword == "RUN" else None
        if script is not None and script.opaque is not None:
            yield f"a shell could not read `{instruction.value.text}`: {script.opaque}"


def _dangling(dockerfile: Dockerfile, stage: Stage) -> Iterator[str]:
    for instruction in stage.instructions:
        for name in read_from(instruction):
            external = re.search(r"[/:.$@]", name)
            if not external and dockerfile.stage_named(name, stage) is None:
                yield f"{instruction.keyword} reads from {name}, which is no earlier stage"


def _debian_on_alpine(dockerfile: Dockerfile, stage: Stage) -> Iterator[str]:
    image = dockerfile.base_image(stage)
    if image is None or not is_alpine(image.name, image.tag or ""):
        return
    for instruction in stage.instructions:
        if instruction.keyword != "RUN":
            continue
        script = script_of(instruction)
        names = {unwrap(command).name for command in script.commands} & _DEBIAN_COMMANDS
        if script.opaque is not None and _APT.search(instruction.value.text):
            names = {"apt"}
        yield from (f"{name} would be called on Alpine" for name in sorted(filter(None, names)))


def is_alpine(name: str, tag: str) -> bool:
    """Tell whether an image named `name` with `tag` is built on Alpine, as far as its name says."""
    return (
        name == "alpine" or "alpine" in tag or (name == "python" and PythonTag.parse(tag).flavour == "alpine")
    )


def _configuration_changes(old: Dockerfile, new: Dockerfile, altered: frozenset[str]) -> Iterator[str]:
    was, now = configuration(old), configuration(new)
    for key in sorted(was.keys() | now.keys()):
        if was.get(key) == now.get(key) or key.split()[0] in altered or key in altered:
            continue
        if key == "USER" and was.get(key) in _ROOT and now.get(key) in _ROOT:
            continue
        yield f"{key} of the final image would change from {was.get(key)!r} to {now.get(key)!r}"


def configuration(dockerfile: Dockerfile) -> dict[str, str]:
    """Give the final image's configuration as this file sets it, through the stages it inherits from.

    Keys are instruction keywords and ``ENV NAME``; what pip, uv and their like read is left out. A
    relative WORKDIR is given as the folder that it leads to, from ``/`` where the file sets none before.
    """
    found: dict[str, str] = {}
    for stage in reversed(dockerfile.lineage(dockerfile.final)):
        for instruction in stage.instructions:
            found |= _configured(instruction, found)
    return found


def _configured(instruction: Instruction, so_far: dict[str, str]) -> dict[str, str]:
    keyword = instruction.keyword
    if keyword == "WORKDIR" and "$" not in instruction.value.text:
        folder = posixpath.join(so_far.get(keyword, "/"), _joined(instruction))
        return {keyword: posixpath.normpath(folder)}  # with a slash at the end it is the same folder
    if keyword in _SINGLE:
        return {keyword: _joined(instruction)}
    if keyword in _MANY:
        return {f"{keyword} {each.value or each.text}": "set" for each in words(instruction)}
    if keyword in ("ENV", "LABEL"):
        pairs = ((each.name, _meant(each.value, instruction.escape)) for each in assignments(instruction))
        return {f"{keyword} {name}": value for name, value in pairs if not _INSTALLER_ENV.match(name)}
    return {}


def _meant(value: Word | None, escape: str) -> str:
    """Give a value without its quotes and escapes, variables by name: how it is quoted is no change."""
    text = value.text if value else ""
    try:
        meant, unset = (expand(text, lookup, escape) for lookup in (_named, _unset))
    except (LexError, RecursionError):
        return text
    return meant if "${" not in text else f"{meant} ({unset} without them)"


def _named(name: str) -> str:
    return f"${name}"


def _unset(_name: str) -> None:
    return None


def _joined(instruction: Instruction) -> str:
    if instruction.json is not None:
        return repr([each.value for each in instruction.json])
    flags = " ".join(f"--{flag.name}={flag.value}" for flag in instruction.flags)
    return " ".join(f"{flags} {instruction.value.text}".split())
