"""How uv gets to the commands that need it: into one RUN, or into the image; and where its cache lies."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Flag, Instruction, copy_parts
from migrator.dockerfile.mounts import mount_parts
from migrator.editing import Style, insert_before, style_of
from migrator.images.reference import ImageReference
from migrator.memory import remembered
from migrator.paths import within
from migrator.pip.command import bare
from migrator.pip.scene import ROOT, PipFile, Scene
from migrator.pip.venvs import PROGRAM_FOLDERS
from migrator.records import dataclass
from migrator.settings import Settings
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import user_at
from migrator.source import Edit
from migrator.stages.graph import read_from

CACHE = "/root/.cache/uv"
_PIP_CACHE = re.compile(r"(?P<home>.*/\.cache)/pip(?:/.*)?")
_LIBRARIES = "/usr/local/lib"
_OFF = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a RUN needs: `mount` brings uv, `cache` its cache; `flags` are edits of flags it has.

    `cached` tells that the cache is a mount, `folders` where cache mounts lie, `folder` the one that
    uv has to be told of. `uncached` tells that a variable switches the cache off.
    """

    mount: bool
    cache: bool
    cached: bool
    uncached: bool = False
    flags: tuple[Edit, ...] = ()
    folders: tuple[str, ...] = ()
    folder: str = ""


def has_uv(file: PipFile, at: Instruction) -> bool:
    """Tell whether uv is in the image, or mounted, when `at` runs."""
    if any(_brings_uv(flag) for flag in at.flags):
        return True
    dockerfile = file.dockerfile
    stage = dockerfile.stage_of(at)
    if stage is not None and (row := file.base(stage).row) is not None and row.uv:
        return True
    for each in dockerfile.lineage(stage) if stage is not None else ():
        first = _uv_from(file, each.index)
        if first is not None and (each is not stage or first < at.span.start):
            return True
    return False


@remembered
def _uv_from(file: PipFile, stage: int) -> int | None:
    """Give where the first instruction of a stage stands that brings uv, None where none does."""
    instructions = file.dockerfile.stages[stage].instructions
    return next((one.span.start for one in instructions if _installs_uv(file, one)), None)


def _brings_uv(flag: Flag) -> bool:
    parts = mount_parts(flag)
    return "from" in parts and posixpath.basename(parts.get("target", "")) == "uv"


def _installs_uv(file: PipFile, one: Instruction) -> bool:
    if one.keyword in ("COPY", "ADD"):
        parts = copy_parts(one)
        folder = bare(parts.destination).removesuffix("/uv").rstrip("/")
        uv = any(posixpath.basename(bare(word)) == "uv" for word in parts.sources)
        return uv and parts.from_ is not None and folder in PROGRAM_FOLDERS
    if one.keyword != "RUN" or any(_brings_uv(flag) for flag in one.flags):
        return False
    return any(_shows_uv(unwrap(command)) for command in file.script(one).commands)


def _shows_uv(command: Command) -> bool:
    """Tell whether a command installs uv, or runs it: then it was there."""
    values = [bare(word) for word in command.words]
    if values and "/" in values[0] and posixpath.dirname(values[0]) not in PROGRAM_FOLDERS:
        return False  # in a venv: PATH may not find it
    if program(command) == "uv":
        return True
    return "install" in values and any(re.fullmatch(r"uv(?:[=<>~!\[].*)?", value) for value in values)


def delivery_of(scene: Scene, settings: Settings, present: bool) -> Delivery:
    """Tell what the RUN of a scene needs so that its commands find uv."""
    flags, folders, told = _cache_mounts(scene)
    mounted = settings.uv_from == "mount"
    found = Delivery(mounted and not present, False, False, flags=flags, folders=folders, folder=told)
    if _switched_off(scene):
        return replace(found, uncached=True)
    if flags or told:
        return replace(found, cached=True)
    folder = _cache_folder(scene)
    if folder is None or not mounted:
        return found
    covered = any(folder == one or folder.startswith(one.rstrip("/") + "/") for one in folders)
    return replace(found, cache=not covered and folder == CACHE, cached=covered or folder == CACHE)


def foreign_machine(scene: Scene, settings: Settings, built: str = "") -> str:
    """Give what tells that a stage is for a machine that uv's image is not made for; empty without.

    `built` tells it of the whole file, which gets uv by pip then: it counts where pip cannot bring uv.
    """
    if has_uv(scene.file, scene.instruction):
        return ""
    if settings.uv_from == "pip":
        no_wheel = any(row.debian and row.name in built for row in scene.file.table.of("machine"))
        return built if not _where_pip_can(scene) or (no_wheel and "alpine" in scene.base.name) else ""
    first = scene.dockerfile.root(scene.stage)
    platform, name = first.platform or "", scene.base.name
    for row in scene.file.table.of("machine"):
        if platform == row.name or platform.startswith(f"{row.name}/"):
            return f"--platform={platform}"
        if any(re.search(rf"(?<![a-z0-9]){word}", name) for word in row.also):
            return name
    return ""


def _switched_off(scene: Scene) -> bool:
    value = scene.dockerfile.environment(scene.instruction).get("UV_NO_CACHE")
    return value is not None and value.lower() not in _OFF


def _cache_mounts(scene: Scene) -> tuple[tuple[Edit, ...], tuple[str, ...], str]:
    """Give the edits that make pip's cache mount uv's, all cache mounts, and pip's own folder among them."""
    edits: list[Edit] = []
    folders: list[str] = []
    told = ""
    own = scene.dockerfile.environment(scene.instruction).get("PIP_CACHE_DIR")
    for flag in scene.instruction.flags:
        parts = mount_parts(flag)
        if parts.get("type") != "cache" or "target" not in parts:
            continue
        target = scene.dockerfile.environment(scene.instruction).expand(parts["target"]) or parts["target"]
        folders.append(posixpath.normpath(target))
        if own is not None and posixpath.normpath(own) == folders[-1]:
            told = own
        elif _PIP_CACHE.fullmatch(folders[-1]) and _reachable(scene, folders[-1]):
            edits.append(_renamed(scene, flag, parts))
    if any(folder.endswith("/.cache/uv") for folder in folders):
        edits = []  # the RUN has one for uv already
    return tuple(edits), tuple(folders), told


def _reachable(scene: Scene, target: str) -> bool:
    """Tell whether uv looks for its cache beside pip's: both go by HOME."""
    expected = _home(scene)
    return expected is None or target.startswith(f"{expected}/.cache/")


def _renamed(scene: Scene, flag: Flag, parts: Mapping[str, str]) -> Edit:
    """Turn a mount of pip's cache into one of uv's, under an id of its own."""
    text = scene.dockerfile.source.slice(flag.span)
    new = re.sub(r"/\.cache/pip(?:/[^,\"'\s]*)?", "/.cache/uv", text)
    identity = parts.get("id", "")
    if identity:
        other = identity.replace("pip", "uv") if "pip" in identity else f"{identity}-uv"
        new = new.replace(f"id={identity}", f"id={other}", 1)
    return Edit.over(flag.span, new)


def _home(scene: Scene) -> str | None:
    environment = scene.dockerfile.environment(scene.instruction)
    if environment.is_set("HOME"):
        return environment.get("HOME") or "\0"
    if scene.base.row is not None and scene.base.row.home:
        return scene.base.row.home
    last = scene.script.commands[-1]
    return "/root" if scene.surely_root(last) else None


def _cache_folder(scene: Scene) -> str | None:
    """Give the folder of uv's cache; None where it is not known, or would be in somebody's way."""
    environment = scene.dockerfile.environment(scene.instruction)
    if environment.is_set("UV_CACHE_DIR") or environment.is_set("XDG_CACHE_HOME"):
        folder = environment.get("UV_CACHE_DIR")
        return posixpath.normpath(folder) if folder else None
    home = _home(scene)
    if home is None or "sudo" in {name for one in scene.script.commands for name in unwrap(one).wrappers}:
        return None
    folder = f"{home}/.cache/uv"
    return None if any(_clears(unwrap(one), folder, home) for one in scene.script.commands) else folder


def _clears(command: Command, folder: str, home: str) -> bool:
    """Tell whether a command would remove the folder that the cache is mounted on: that fails."""
    if program(command) not in ("rm", "find", "chown", "chmod", "mv"):
        return False
    for word in command.words[1:]:
        path = re.sub(r"^(?:~|\$\{?HOME\}?)(?=/|\Z)", home, bare(word)).rstrip("*").rstrip("/") or "/"
        if path.startswith("/") and (folder + "/").startswith(path.rstrip("/") + "/"):
            return program(command) in ("rm", "mv") or path != "/"
    return False


def delivery_edits(
    dockerfile: Dockerfile, at: Instruction, settings: Settings, found: Delivery, others: tuple[str, ...] = ()
) -> list[Edit]:
    """Give the edits that a RUN itself needs: the mounts, and `others`."""
    flags = list(others)
    if found.mount:
        flags.append(f"--mount=from={settings.uv_image},source=/uv,target=/bin/uv")
    if found.cache:
        flags.append(f"--mount=type=cache,target={CACHE}")
    return [*found.flags, *_added(dockerfile, at, flags)]


def _added(dockerfile: Dockerfile, at: Instruction, flags: list[str]) -> list[Edit]:
    """Put each flag on a line of its own, indented as the RUN's own lines are."""
    if not flags:
        return []
    inner = at.inner
    joint = style_of(dockerfile, at).joint.replace("\n", dockerfile.source.newline)
    start = inner.value.offset(0)
    last = inner.flags[-1].span.end if inner.flags else start
    new = joint.join(flags)
    if any(one.start < start for one in inner.comments):  # they stay with what they speak of
        place = last if inner.flags else inner.keyword_span.end
        return [Edit.at(place, f"{joint if inner.flags else ' '}{new}")]
    between = dockerfile.source.text[last:start]
    if inner.flags and not between.strip(" \t"):
        return [Edit(last, start, joint + new + joint)]
    return [Edit.at(start, new + joint)]


def copy_line(dockerfile: Dockerfile, settings: Settings, version: str) -> str:
    """Give the COPY that brings uv to where ``pip install uv`` would, in `version` if that is given."""
    image = settings.uv_image
    head, colon, tag = image.rpartition(":")
    source = f"{head}:{version}" if version and colon and "/" not in tag else image
    return f"{Style.of(dockerfile).keyword('COPY')} --from={source} /uv /uvx /usr/local/bin/"


def install_edits(scene: Scene, settings: Settings) -> list[Edit]:
    """Give the edits that bring uv into a stage for good, above the first RUN that needs it, `scene`."""
    dockerfile, at = scene.dockerfile, scene.instruction
    style = Style.of(dockerfile)
    if settings.uv_from == "pip" and (above := _where_pip_can(scene)):
        tag = ImageReference.parse(settings.uv_image).tag
        wanted = f'"uv=={tag}.*"' if tag and re.fullmatch(r"\d+\.\d+", tag) else f"uv=={tag}" if tag else "uv"
        at, text = above, f"{style.keyword('RUN')} pip install --no-cache-dir {wanted}"
    else:
        staged = settings.uv_from == "stage" and not _numbered(dockerfile)
        source = stage_name(dockerfile) if staged else settings.uv_image
        text = f"{style.keyword('COPY')} --from={source} /uv /bin/"
    return list(insert_before(dockerfile, at, text))


def _where_pip_can(scene: Scene) -> Instruction | None:
    """Give the instruction above which pip installs uv as root; None where pip may not be there yet.

    Packages that a COPY brings from another stage may tell of a uv whose program is not with them: pip
    takes it for installed, so uv comes before them.
    """
    row = scene.base.row
    if row is None or row.distribution or row.interpreter:
        return None
    places = [scene.instruction]
    if scene.user() not in ROOT | {""}:
        places = list(scene.before("USER"))
        if len(places) != 1:
            return None
    copied = [one for one in scene.before("COPY") if _brings_packages(one)]
    first = min((*places, *copied), key=lambda one: one.span.start)
    own = scene.stage is scene.dockerfile.stage_of(first)
    return first if own and user_at(scene.dockerfile, first) in ROOT | {""} else None


def _brings_packages(copy: Instruction) -> bool:
    """Tell whether a COPY brings packages of another stage without the programs that belong to them."""
    parts = copy_parts(copy)
    return parts.from_ is not None and any(within(bare(word), _LIBRARIES) for word in parts.sources)


def _numbered(dockerfile: Dockerfile) -> bool:
    """Tell whether stages are named by number: one more at the top would shift them."""
    return any(name.isdigit() for one in dockerfile.instructions for name in read_from(one))


def stage_name(dockerfile: Dockerfile) -> str:
    """Give the name of the stage that is, or will be, uv's image."""
    for stage in dockerfile.stages:
        image = dockerfile.base_image(stage)
        if image is not None and image.is_uvs and stage.name and not stage.instructions:
            return stage.name
    taken = {(stage.name or "").lower() for stage in dockerfile.stages}
    return next(name for name in ("uv", "uv-image", "uv-binary") if name not in taken)


def stage_edits(dockerfile: Dockerfile, settings: Settings) -> list[Edit]:
    """Give the edits that put uv's image at the top as a stage; none where there is one."""
    name = stage_name(dockerfile)
    if dockerfile.stage_named(name) is not None or _numbered(dockerfile):
        return []
    style = Style.of(dockerfile)
    text = f"{style.keyword('FROM')} {settings.uv_image} {style.keyword('AS')} {name}\n"
    return list(insert_before(dockerfile, dockerfile.stages[0].from_, text))
