"""How Kubernetes manifests and Helm charts of a repository start what a Dockerfile builds.

Read are of each container its image, ``command``, ``args`` and the commands of its probes; a template, which
is no YAML, is read by its lines. What a template puts in is not known; an image that one names is looked up
in the ``values.yaml`` of the chart, and where that does not tell either, it may be any of the repository.
Charts inside of charts are others'.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.build_files import is_build_file, safe_loader
from migrator.discovery.compose_starts import Start, script_of_words
from migrator.discovery.own_images import may_be_built_by
from migrator.records import dataclass

MAX_FILES = 5_000
MAX_BYTES = 256 * 1024
_IMAGE = re.compile(r"^(?P<indent>[ ]*)(?P<dash>- +)?image:[ \t]*(?P<image>\S[^\n]*)", re.MULTILINE)
_IMAGE_KEY = re.compile(r"image[\"']?[ \t]*:")
_START_KEYS = (re.compile(r"command[\"']?[ \t]*:"), re.compile(r"args[\"']?[ \t]*:"))
"""What a manifest has somewhere: as mere words they stand in thousands of files that are none."""
_KEY = re.compile(r"(?P<indent> *)(?P<dash>- +)?(?P<key>command|args):[ \t]*(?P<rest>.*)")
_TEMPLATE = re.compile(r"\{\{.*?\}\}")
_ITEM = re.compile(r"\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s,\[\]\"'][^,\[\]]*)")
_CLOSED = re.compile(r"\[(?P<items>(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\"'\]])*+)\](?:[ \t]*#.*)?")
_MOST_LINES = 50
"""A list on more lines than that is none of a command."""
_VALUES = re.compile(r"\.Values\.(?P<path>[\w.]+)")
_UNKNOWN = "true"
"""Written for what a template puts in: a command that is everywhere, and a word like any other."""


@dataclass(frozen=True)
class _Container:
    """What one container of a manifest says: its file, the images that it may have, and what is run when.

    Each command has its line.
    """

    file: str
    images: tuple[str, ...]
    commands: tuple[tuple[int, tuple[str, ...]], ...]


def cluster_starts(dockerfile: Path, repository: BuildContext) -> tuple[Start, ...]:
    """Give what manifests and charts of a repository run in the image that `dockerfile` builds."""
    if repository.root is None:
        return ()
    return repository.remembered(
        ("cluster starts", dockerfile), lambda: tuple(_starts(dockerfile, repository))
    )


def _starts(dockerfile: Path, repository: BuildContext) -> Iterator[Start]:
    verdicts: dict[str, bool] = {}
    for one in repository.learnt(("containers",), lambda: tuple(_containers(repository))):
        for image in one.images:
            if image not in verdicts:
                verdicts[image] = _may_be(image, dockerfile, repository)
        if any(verdicts[image] for image in one.images):
            scripts = ((line, script_of_words(words)) for line, words in one.commands)
            yield from (
                Start(one.file, line, None, script, cluster=True) for line, script in scripts if script
            )


def _may_be(image: str, dockerfile: Path, repository: BuildContext) -> bool:
    return not _is_named(image) or may_be_built_by(image, dockerfile, repository, alone=True)


def _is_named(image: str) -> bool:
    """Tell whether the name of an image is there, whatever template its tag is."""
    name, template, _ = image.partition("{{")
    return not template or name.endswith((":", "@"))


def _containers(repository: BuildContext) -> Iterator[_Container]:
    for file in islice(filter(_is_manifest, repository.own_files), MAX_FILES):
        text = "" if _is_anothers(file, repository) else repository.read(file, MAX_BYTES) or ""
        if _IMAGE_KEY.search(text) and any(key.search(text) for key in _START_KEYS):
            yield from (
                _by_yaml(file, text, repository) if "{{" not in text else _by_lines(file, text, repository)
            )


def _is_manifest(file: str) -> bool:
    folder, _, name = file.rpartition("/")
    return name.endswith((".yaml", ".yml")) and not folder.startswith(".git") and not is_build_file(name)


def _is_anothers(file: str, repository: BuildContext) -> bool:
    """Tell whether a file lies in a chart that another chart brings along."""
    parts = file.split("/charts/")
    above = ["/charts/".join(parts[:count]) for count in range(1, len(parts))]
    return any(repository.path(f"{folder}/Chart.yaml") is not None for folder in above)


def _by_yaml(file: str, text: str, repository: BuildContext) -> Iterator[_Container]:
    import yaml  # 55 ms: only where there is a manifest

    try:
        documents = tuple(yaml.compose_all(text, safe_loader()))
    except (yaml.YAMLError, ValueError, RecursionError):
        yield from _by_lines(file, text, repository)
        return
    left = [each for each in documents if each is not None]
    while left:
        node = left.pop()
        keys = _keys(node)
        image = keys.get("image")
        if image is not None and isinstance(image.value, str):
            commands = tuple(_commands_of(keys))
            yield from (_Container(file, (image.value,), commands),) if commands else ()
        left += _inner(node)


def _keys(node: Any) -> Mapping[str, Any]:  # noqa: ANN401 – of PyYAML, which has no types
    """Give the values of a mapping by key; nothing for another node."""
    pairs = node.value if node.id == "mapping" else ()
    return {key.value: value for key, value in pairs if isinstance(key.value, str)}


def _inner(node: Any) -> list[Any]:  # noqa: ANN401
    """Give the nodes inside of one."""
    if node.id == "mapping":
        return [value for _, value in node.value]
    return list(node.value) if node.id == "sequence" else []


def _commands_of(container: Mapping[str, Any]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give what a container starts (command and arguments as one), and each command of its probes."""
    left = [value for key, value in container.items() if key not in ("command", "args")]
    while left:
        node = left.pop()
        if words := _texts(_keys(node).get("command")):
            yield _keys(node)["command"].start_mark.line + 1, words
        left += _inner(node)
    words = (*_texts(container.get("command")), *_texts(container.get("args")))
    if words and not words[0].startswith("-"):
        yield (container.get("command") or container["args"]).start_mark.line + 1, words


def _texts(node: Any) -> tuple[str, ...]:  # noqa: ANN401
    if node is None or node.id != "sequence":
        return ()
    return tuple(each.value for each in node.value if isinstance(each.value, str))


def _by_lines(file: str, text: str, repository: BuildContext) -> Iterator[_Container]:
    lines = text.splitlines()
    ends: dict[int, int] = {}
    at = place = 0
    for match in _IMAGE.finditer(text):
        at += text.count("\n", place, match.start())
        place = match.start()
        indent = len(match["indent"]) + len(match["dash"] or "")
        if at < ends.get(indent, 0):
            continue  # of a container that was seen: another way of the same template
        first, last = _extent(lines, at, indent)
        ends[indent] = last
        commands = tuple(_commands(lines, first, last, indent))
        if commands:
            image = match["image"].strip().strip("\"'")
            yield _Container(file, _images(file, image, repository), commands)


def _extent(lines: list[str], at: int, indent: int) -> tuple[int, int]:
    """Give the first line of the list item or table that a key at `indent` is in, and the one behind it."""
    first = at
    while first > 0 and not _begins(lines[first], indent) and _belongs(lines[first - 1], indent):
        first -= 1
    last = at + 1
    while last < len(lines) and _belongs(lines[last], indent) and not _begins(lines[last], indent):
        last += 1
    return first, last


def _begins(line: str, indent: int) -> bool:
    return line[:indent].lstrip(" ").startswith("-")


def _belongs(line: str, indent: int) -> bool:
    """Tell whether a line is part of what stands at `indent`, as a template at the margin is."""
    bare = line.strip()
    return not bare or bare.startswith(("{{", "#")) or not line[:indent].strip(" -")


def _commands(lines: list[str], first: int, last: int, indent: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give what a container starts (command and arguments as one), and each command of its probes."""
    started: tuple[str, ...] = ()
    line = 0
    for at in range(first, last):
        match = _KEY.fullmatch(lines[at])
        words = _words(lines, at, last, match) if match else ()
        if match is None or not words:
            continue
        if len(match["indent"]) + len(match["dash"] or "") > indent:
            yield at + 1, words
        elif match["key"] == "command":
            started, line = (*words, *started), line or at + 1
        else:
            started, line = (*started, *words), line or at + 1
    if started and not started[0].startswith("-"):
        yield line, started


def _words(lines: list[str], at: int, last: int, key: re.Match[str]) -> tuple[str, ...]:
    """Give the list that a key has, on its line or below it."""
    rest = _TEMPLATE.sub(_UNKNOWN, key["rest"]).strip()
    if rest.startswith("["):
        more = lines[at + 1 : min(last, at + _MOST_LINES)]
        while not _CLOSED.fullmatch(rest) and more:
            rest += f" {_TEMPLATE.sub(_UNKNOWN, more.pop(0)).strip()}"
        closed = _CLOSED.fullmatch(rest)
        return tuple(_item(match) for match in _ITEM.finditer(closed["items"])) if closed else ()
    return (
        () if rest and not rest.startswith("#") else tuple(_listed(lines, at + 1, last, len(key["indent"])))
    )


def _item(match: re.Match[str]) -> str:
    if match["double"] is not None:
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], match["double"])
    return (match["single"] if match["single"] is not None else match["plain"]).strip()


def _listed(lines: list[str], at: int, last: int, indent: int) -> Iterator[str]:
    """Give the entries of a list that stands below its key, texts of several lines among them."""
    item = re.compile(rf" {{{indent},}}- +(?P<text>.*)")
    while at < last:
        match = item.fullmatch(lines[at])
        bare = lines[at].strip()
        at += 1
        if match is None:
            if bare and not bare.startswith(("{{", "#")):
                return
            continue
        text = match["text"].strip()
        if text[:1] in ("|", ">"):
            inner = match.start("text")
            end = next(
                (n for n in range(at, last) if lines[n].strip() and not _belongs(lines[n], inner)), last
            )
            yield _TEMPLATE.sub(_UNKNOWN, "\n".join(line for line in lines[at:end] if not _is_template(line)))
            at = end
        else:
            found = _ITEM.fullmatch(_TEMPLATE.sub(_UNKNOWN, text))
            yield _item(found) if found else text


def _is_template(line: str) -> bool:
    return _TEMPLATE.fullmatch(line.strip()) is not None


def _images(file: str, image: str, repository: BuildContext) -> tuple[str, ...]:
    """Give the images that `image` may be: itself where it has a name, or what its chart's values say."""
    if _is_named(image):
        return (image,)
    values = _values_of(file, repository)
    paths = [match["path"].split(".") for match in _VALUES.finditer(image)]
    return tuple(found for path in paths if (found := _image_at(values, path))) or (image,)


def _image_at(values: object, path: list[str]) -> str:
    """Give the image that a path of values names: itself, or its ``repository``; "" where it is none."""
    for name in path:
        values = values.get(name) if isinstance(values, Mapping) else None
    if isinstance(values, Mapping):
        values = values.get("repository") or values.get("name")
    return (
        values
        if isinstance(values, str) and path[-1] not in ("tag", "digest", "registry", "pullPolicy")
        else ""
    )


def _values_of(file: str, repository: BuildContext) -> object:
    """Give the default values of the chart that a template belongs to."""
    folder = posixpath.dirname(file)
    while folder and repository.path(f"{folder}/Chart.yaml") is None:
        folder = posixpath.dirname(folder)
    path = posixpath.join(folder, "values.yaml")
    return repository.learnt(("values", path), lambda: _loaded(repository.read(path, MAX_BYTES) or ""))


def _loaded(text: str) -> object:
    import yaml  # 55 ms: only where there is a chart

    try:
        return yaml.load(text, safe_loader())  # noqa: S506 – a safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
