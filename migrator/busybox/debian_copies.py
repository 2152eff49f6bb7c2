"""What a stage copies from another one and only Debian has: on Alpine the COPY would not find it."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Fix, Obstacle, Record, Topic
from migrator.alpine.foreign_files import on_alpine
from migrator.busybox.leftovers import LOCALES, is_leftover
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.editing import delete_instruction
from migrator.shell.run_as import script_at

_LOCALE_DATA = re.compile(
    r"/usr/(?:lib/locale|share/i18n)(?:/.*)?|/etc/(?:locale\.(?:gen|conf|alias)|default/locale)"
)
_ONLY_DEBIAN = re.compile(
    r"/etc/(?:localtime|timezone|debian_version|default|apt|alternatives|ld\.so\.(?:cache|conf(?:\.d)?)|bash\.bashrc)"
    r"(?:/.*)?|/var/lib/(?:dpkg|apt)(?:/.*)?|/(?:usr/)?lib64(?:/.*)?|/usr/lib/(?:ssl|python3/dist-packages)(?:/.*)?"
)
_HINT = "leave the COPY out, or make the file in the stage that it comes from"


def debian_copy_records(view: AlpineStage) -> Iterator[Record]:
    """Give the copies of locale data, which go with what made it, and of other files that Alpine lacks."""
    for copy in view.stage.of("COPY"):
        origin = _origin(view, copy)
        if origin is None:
            continue
        paths = _paths(view, copy)
        if paths and all(map(_LOCALE_DATA.fullmatch, paths)):
            reason = f"nothing to copy from {', '.join(paths)}: {LOCALES}"
            yield Fix(Topic.MACHINERY, copy.line, reason, delete_instruction(view.dockerfile, copy))
            continue
        for path in paths:
            absent = _LOCALE_DATA.fullmatch(path) or _ONLY_DEBIAN.fullmatch(path)
            if absent and not _is_made(view.dockerfile, origin, path):
                yield Obstacle(copy.line, f"{path} is a file of Debian: the COPY would not find it", _HINT)


def _origin(view: AlpineStage, copy: Instruction) -> Stage | None:
    """Give the stage on Alpine that a COPY takes from."""
    name = copy_parts(copy).from_
    origin = view.dockerfile.stage_named(name, view.stage) if name is not None else None
    return origin if origin is not None and on_alpine(view.dockerfile.base_image(origin)) else None


def _paths(view: AlpineStage, copy: Instruction) -> tuple[str, ...]:
    expand = view.expand(copy)
    words = (word.value or expand(word.text) or word.text for word in copy_parts(copy).sources)
    return tuple(f"/{path.strip('/')}" for path in words)


def _is_made(dockerfile: Dockerfile, origin: Stage, path: str) -> bool:
    """Tell whether a stage names a file in a command that stays, or gets it by a COPY."""
    named = re.compile(rf"(?<![\w./-]){re.escape(path)}(?![\w.-])")
    for each in dockerfile.lineage(origin):
        if any(named.search(copy_parts(one).destination.text) for one in each.of("COPY", "ADD")):
            return True
        for run in each.of("RUN"):
            stays = (one.span for one in script_at(dockerfile, run).commands if not is_leftover(one))
            if any(named.search(dockerfile.source.slice(span)) for span in stays):
                return True
    return False
