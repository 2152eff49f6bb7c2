"""What has to change in a RUN that moves from a builder to the final stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from migrator import regex as re
from migrator.dockerfile import Instruction
from migrator.dockerfile.mounts import mounts
from migrator.editing import delete_commands, delete_words, replace_word
from migrator.paths import within
from migrator.shell.model import Command
from migrator.source import Edit, Word
from migrator.stages.builder import Run
from migrator.stages.model import BY_HAND, SYSTEM_PYTHON, Act, KeptError, Step
from migrator.stages.packages import INDEX, LISTS, Packages, virtual_name
from migrator.stages.plan import Setup, heavy
from migrator.stages.supply import Supply
from migrator.stages.takes import Role, Take, brings_only_uv, is_left_behind, is_own_tool, is_taken, lasts
from migrator.stages.text import RunText

_SITE_PACKAGES = re.compile(r"/usr/local/lib/python[0-9.]+/site-packages")
_CACHE_MOUNT = re.compile(r"type=cache\b.*(?:target|dst|destination)=[^,]*(?:\.cache|pip|uv)")
_NOT_SUGGESTED = "-o APT::AutoRemove::SuggestsImportant=false"
"""Without it gcc and all that it brought stay: apt itself suggests dpkg-dev, which recommends gcc."""
_OPTIONS = {"user": ("--user",), "prefix": ("--prefix",), "target": ("--target", "-t")}
_ROLES = {"user": Role.USER, "prefix": Role.PREFIX, "target": Role.TARGET}


def only_updates_installer(run: Run) -> bool:
    """Tell whether a RUN does nothing but bring pip, setuptools and wheel up to date."""
    installs = [step for step in run.steps if step.act is not Act.NEUTRAL]
    own = [step for step in installs if step.place == SYSTEM_PYTHON and is_own_tool(step)]
    return bool(installs) and len(own) == len(installs)


def leaves_nothing(setup: Setup, run: Run) -> bool:
    """Tell whether a RUN brings nothing but what stays behind in the builder."""
    installs = [step for step in run.steps if step.act is not Act.NEUTRAL or step.how == "find"]
    return brings_only_uv(setup.builder, run) or all(_stays_behind(setup, step) for step in installs)


def _is_superfluous(setup: Setup, run: Run, step: Step) -> bool:
    """Tell whether a step is to be taken out of a RUN that moves: what it brings stays behind."""
    goes_there = step.act is Act.FILES and any(each.command.name == "cd" for each in run.steps)
    return _stays_behind(setup, step) and not goes_there


def installing(setup: Setup, run: Run, supply: Supply, at: Instruction) -> list[Edit]:
    """Give the edits that make the installing commands of a moved RUN right where they go."""
    project = supply.projects.get(run.instruction.span.start)
    edits = [*_without_what_stays(setup, run, in_project=project is not None)]
    for step in run.steps:
        if step.act is Act.INSTALL and project is not None:
            edits += _of_project(setup, run, step, project)
        if step.act is Act.INSTALL and not _stays_behind(setup, step):
            edits += _to_final_place(setup, run, step)
        if step.act in (Act.INSTALL, Act.VENV) and not _stays_behind(setup, step):
            edits += _without_cache(setup, run, step, at)
        edits += _renamed(setup, run, step, supply)
        edits += _uv_by_name(setup, step)
    return edits


def _without_what_stays(setup: Setup, run: Run, *, in_project: bool) -> tuple[Edit, ...]:
    """Take out the commands that bring what stays behind in the builder."""
    behind = [step.command for step in run.steps if _is_superfluous(setup, run, step)]
    if in_project:  # its installer is told where the project lies, whose folder is not there
        behind += [step.command for step in run.steps if step.command.name == "cd"]
    without = delete_commands(setup.dockerfile, run.instruction, run.script, behind)
    without = without if without is not None else _without_script(run, behind)
    if without is None:
        raise KeptError(run.instruction.line, "installs a tool where that cannot be taken out", BY_HAND)
    return without


def uv_mount(setup: Setup) -> Iterator[str]:
    """Give the flag that brings uv, which the builder had, to a RUN; none where the final image has it."""
    tool = next((each for each in setup.builder.brought if each.is_tool), None)
    if tool is not None and tool in setup.tree_parts:
        return
    installed = [name for step in setup.builder.steps if is_left_behind(step) for name in step.packages]
    if tool is not None and tool.origin:
        yield f"--mount=from={setup.reference(tool.origin)},source=/uv,target=/bin/uv"
    elif setup.builder.base.brings_uv and not setup.to_base.brings_uv:
        yield f"--mount=from={setup.builder.base.text},source=/usr/local/bin/uv,target=/bin/uv"
    elif pinned := [name for name in installed if name.startswith("uv")]:
        version = pinned[0].partition("==")[2]
        image = f"ghcr.io/astral-sh/uv:{version}" if version else setup.uv_image
        yield f"--mount=from={image},source=/uv,target=/bin/uv"


def uv_word(step: Step) -> Word | None:
    """Give the word by which a step calls uv, with or without its folder; None where it calls another."""
    word = step.command.words[0] if step.command.words else None
    return word if word is not None and (word.value or word.text).rpartition("/")[2] == "uv" else None


def _uv_by_name(setup: Setup, step: Step) -> Iterator[Edit]:
    """Call uv that is mounted by its name: it is not in the folder that the builder had it in."""
    word = uv_word(step)
    if word is not None and "/" in word.text and any(uv_mount(setup)):
        yield replace_word(word, "uv")


def _renamed(setup: Setup, run: Run, step: Step, supply: Supply) -> Iterator[Edit]:
    """Let a step read its files by the names that they have where it goes."""
    start, environment = run.instruction.span.start, setup.dockerfile.environment(run.instruction)
    for word in (*step.files, *step.paths):
        names = (word.value or word.text, environment.expand(word.text) or "")
        new = next((found for name in names if (found := supply.renamed.get((start, name)))), None)
        if new is not None:
            yield replace_word(word, new)


def _of_project(setup: Setup, run: Run, step: Step, folder: str) -> Iterator[Edit]:
    """Let ``uv sync`` read the project from `folder`, and fill the venv that it would have filled."""
    uv, verb = step.command.words[:2]
    yield Edit.at(verb.span.end, f" --project {folder}")
    given = setup.dockerfile.environment(run.instruction).get("UV_PROJECT_ENVIRONMENT") or ""
    if not given.startswith("/"):
        yield Edit.at(uv.span.start, f"UV_PROJECT_ENVIRONMENT={step.place} ")


def _without_script(run: Run, behind: Sequence[Command]) -> tuple[Edit, ...] | None:
    """Take out a pipe that installs uv where it follows others with ``&&``; None where it does not."""
    top = run.script.top
    edits: list[Edit] = []
    left = {command.span for command in behind}
    for above, item in pairwise(top.items if top else ()):
        inside = {span for span in left if item.span.covers(span)}
        edit = Edit(above.span.end, item.span.end, "")
        chained = item.before is not None and item.before.text == "&&"
        if inside and chained and not any(one.start in edit.span for one in run.instruction.comments):
            edits.append(edit)
            left -= inside
    return None if left else tuple(edits)


def _stays_behind(setup: Setup, step: Step) -> bool:
    if step.act is Act.FILES:
        return not any(lasts(step, path, setup.takes) for path in step.touched)
    return is_left_behind(step) and not is_taken(step, setup.takes)


def _to_final_place(setup: Setup, run: Run, step: Step) -> Iterator[Edit]:
    """Exchange ``--user``, ``--prefix`` and ``--target``, which were for the copy, for the final place."""
    take = next((each for each in setup.takes if _is_for(each.role, step) and step.how in _OPTIONS), None)
    if take is None or any(within(step.place, tree.source) for tree in setup.take_of(Role.TREE)):
        return
    for words in step.options:
        if words[0].text.partition("=")[0] not in _OPTIONS[step.how]:
            continue
        if take.role is Role.TARGET and not _SITE_PACKAGES.fullmatch(take.path):
            if take.path != step.place:
                name = "" if len(words) > 1 else f"{words[0].text.partition('=')[0]}="
                yield replace_word(words[-1], f"{name}{take.path}")
            continue
        edits = delete_words(setup.dockerfile, run.instruction, words)
        if edits is None:
            raise KeptError(
                run.instruction.line, f"has {words[0].text} where it cannot be taken out", BY_HAND
            )
        yield from edits


def _is_for(role: Role, step: Step) -> bool:
    return _ROLES.get(step.how) is role


def _without_cache(setup: Setup, run: Run, step: Step, at: Instruction) -> Iterator[Edit]:
    """Keep the installer's cache, which stayed behind in the builder, out of the final image."""
    if any(_CACHE_MOUNT.search(flag.value or "") for flag in run.instruction.flags):
        return
    uv = _program(step.command) == "uv"
    if step.act is Act.VENV and not uv:
        return
    flag, variable = ("--no-cache", "UV_NO_CACHE") if uv else ("--no-cache-dir", "PIP_NO_CACHE_DIR")
    if {word.text for word in step.command.words} & {"--no-cache-dir", "--no-cache", "-n"}:
        return
    environments = [setup.dockerfile.environment(at).env]
    if uv:  # what the builder had set is exported in the RUN
        environments.append(setup.dockerfile.environment(run.instruction).env)
    if any(each.get(variable) not in (None, "", "0", "off", "false") for each in environments):
        return
    verb = next((word for word in step.command.words if word.value in ("install", "sync", "venv")), None)
    if verb is not None:
        yield Edit.at(verb.span.end, f" {flag}")


def _program(command: Command) -> str:
    return (command.name or "").rpartition("/")[2]


def owned(setup: Setup, run: Run) -> list[str]:
    """Give the commands that apply the ``--chown`` and ``--chmod`` of a COPY to what `run` made."""
    found: list[str] = []
    for take in setup.take_of(Role.VENV, Role.TREE, Role.TARGET):
        if not (take.chown or take.chmod) or not _writes(run, take.source):
            continue
        writers = [each for each in setup.builder.runs if heavy(each) and _writes(each, take.source)]
        if not writers:
            raise KeptError(run.instruction.line, f"makes {take.source} and fills it with nothing", BY_HAND)
        found += _given_away(setup, run, take, writers)
    return found


def _given_away(setup: Setup, run: Run, take: Take, writers: list[Run]) -> Iterator[str]:
    whole = take.written if take.written.startswith(("$", "/")) and "$" in take.written else take.path
    owner, folders = _owner(take), _folders(run, take) or [whole]
    yield from (f"chown {owner} {each}" for each in _made_above(setup, take))
    for folder in folders:
        if take.chown and len(writers) > 1:
            user = take.chown.partition(":")[0]
            yield f"find {folder} ! -user {user} -exec chown -h {owner} {{}} +"
        elif take.chown:
            yield f"chown -R {owner} {folder}"
        if take.chmod:
            yield f"chmod -R {take.chmod} {folder}"
    if folders != [whole] and run is writers[-1] and take.chown:
        yield f"chown {owner} {whole}"


def _folders(run: Run, take: Take) -> list[str]:
    """Give the folders that a RUN with mounts makes below: what is mounted cannot be given to anybody."""
    if not _binds(run):
        return []
    made = dict.fromkeys(step.place for step in run.steps if within(step.place, take.source))
    return [place for place in made if place != take.source]


def _owner(take: Take) -> str:
    """Give whom ``--chown`` means, as chown is told: without a group, the user's own."""
    named = take.chown or ""
    if ":" in named or "$" in named:
        return named
    return f"{named}:{named}" if named.isdigit() else f"{named}:"


def _made_above(setup: Setup, take: Take) -> list[str]:
    """Give the folders above a path that its COPY had to make, and gave to its owner as well."""
    if not take.chown:
        return []
    above = [take.path[:at] for at, sign in enumerate(take.path) if sign == "/" and at]
    return [folder for folder in above if not setup.places.exists(folder, take.instruction)]


def _binds(run: Run) -> bool:
    return any(parts.get("type") != "cache" for parts in mounts(run.instruction))


def _writes(run: Run, folder: str) -> bool:
    return any(step.place.startswith("/") and within(step.place, folder) for step in run.steps)


def as_prefix(setup: Setup, run: Run, packages: Packages | None, edits: list[Edit]) -> str:
    """Give the commands of a RUN, with `edits`, to stand in front of others."""
    text = RunText(setup.dockerfile, run.instruction, run.script, edits)
    text.edits += kept_together(run, packages)
    return text.as_prefix()


def kept_together(run: Run, packages: Packages | None) -> Iterator[Edit]:
    """Give the flags that let apk keep nothing of its index, and the packages under one name."""
    if packages is None or packages.manager != "apk":
        return
    for step in (each for each in run.adding if each.place == "apk"):
        words = {word.text: word for word in step.command.words}
        named = not packages.virtual or virtual_name(step.command)
        given = "" if named else f" --virtual {packages.virtual}"
        cache = "" if "--no-cache" in words else " --no-cache"
        behind = words.get("--no-cache", words["add"])
        if given or cache:
            yield Edit.at(behind.span.end, f"{cache}{given}")


def taken_away(packages: Packages, bodies: Sequence[str], flags: Sequence[str]) -> list[str]:
    """Give the commands that remove the builder's packages again, and what their manager fetched."""
    if packages.manager == "apk":
        found = [f"apk del --no-network {' '.join(packages.names)}"]
        left = any("apk update" in body for body in bodies) and not any(INDEX in body for body in bodies)
        return [*found, f"rm -rf {INDEX}/*"] if left else found
    purge = f"apt-get purge -y --auto-remove {_NOT_SUGGESTED} {' '.join(packages.extra)}"
    found = [purge] if packages.extra else []
    mounted = any(f"target={place}" in flag for flag in flags for place in (LISTS, "/var/lib/apt"))
    if not (mounted or packages.lists_needed or any(LISTS in body for body in bodies)):
        found.append(f"rm -rf {LISTS}/*")
    return found
