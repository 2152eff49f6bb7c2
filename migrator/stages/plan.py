"""Where the steps of a builder go in the final stage, and what they need there."""

from __future__ import annotations

import posixpath
from functools import cached_property

from migrator import regex as re
from migrator.build_context.copied_paths import in_unknown_folder
from migrator.dockerfile import Dockerfile, Instruction, Stage, assignments
from migrator.dockerfile.environment import references
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.shell import script_of
from migrator.stages.bases import Base
from migrator.stages.builder import Brought, Builder, Run
from migrator.stages.model import BY_HAND, KeptError
from migrator.stages.places import File, Places
from migrator.stages.takes import Role, Take, installs_what_is_taken

_MOST_SCRIPTS = 50
_COMMUTES = frozenset(
    {
        *("useradd", "groupadd", "adduser", "addgroup", "usermod", "apt-get", "apt", "apk", "true"),
        *("echo", "mkdir", "set"),
    }
)


@dataclass(frozen=True)
class Setup:
    """Everything that a collapse looks at: the file, the two sides, what is taken, and their images.

    `knowledge` tells what official images have, and what Debian's packages depend on.
    """

    dockerfile: Dockerfile
    places: Places
    builder: Builder
    final: Stage
    takes: tuple[Take, ...]
    to_base: Base
    uv_image: str
    knowledge: Knowledge

    def take_of(self, *roles: Role) -> tuple[Take, ...]:
        """Give the takes of these roles."""
        return tuple(take for take in self.takes if take.role in roles)

    @property
    def gone(self) -> frozenset[int]:
        """The numbers of the stages that go."""
        return frozenset(stage.index for stage in self.builder.stages)

    def reference(self, origin: str) -> str:
        """Give how the stage or image `origin` is called once the builder's stages are gone."""
        if not origin.isdigit():
            return origin
        return str(int(origin) - sum(index < int(origin) for index in self.gone))

    @cached_property
    def tree_parts(self) -> tuple[Brought, ...]:
        """The COPY of the builder whose files the final image takes as they are."""
        takes = self.take_of(Role.TREE, Role.VENV, Role.SYSTEM, Role.PREFIX, Role.TARGET)
        return tuple(each for take in takes for each in take.brought)

    @cached_property
    def given(self) -> tuple[tuple[Instruction, File], ...]:
        """What the final stage itself copies from the build context, in order."""
        found: list[tuple[Instruction, File]] = []
        for stage in self.dockerfile.lineage(self.final)[::-1]:
            for one in stage.of("COPY", "ADD"):
                if one.flag("from") is None and not one.heredocs:
                    files = (each for each in self.places.files(one) if not in_unknown_folder(each.path))
                    found += [(one, file) for file in files]
        for take in self.take_of(Role.FILE):
            source = take.file.source_of(take.source) if take.file else None
            if source is not None and take.mount is None and take.brought[0].origin is None:
                into = take.into or take.path == self.places.folder(take.instruction)
                tree = take.file is not None and take.file.tree and self.places.is_tree(source)
                path = (
                    posixpath.join(take.path, posixpath.basename(source)) if into and not tree else take.path
                )
                found.append((take.instruction, File(source, path, tree)))
        return tuple(sorted(found, key=lambda each: each[0].span.start))


# where


def positions(setup: Setup) -> tuple[Instruction, ...]:
    """Give the instructions of the final stage before which the builder's steps may go, best first."""
    _require_nothing_named(setup)
    copies = [take.instruction for take in setup.takes if take.mount is None]
    consumers = [take.instruction for take in setup.takes if take.mount is not None]
    first = min(copies or consumers, key=_start)
    own = setup.final.instructions
    at = own.index(first)
    _require_together(setup, at)
    if setup.to_base.python is None and setup.places.user(first) is not None:
        raise KeptError(first.line, f"runs as the user of {setup.to_base.text}, who is not known", BY_HAND)
    if not setup.places.is_root(first):
        users = [index for index in range(at) if own[index].keyword == "USER"]
        switches = [index for index in users if setup.places.is_root(own[index])]
        if not switches:
            raise KeptError(first.line, "is copied from where the final stage is no longer root", BY_HAND)
        at = switches[-1]
    early = _early(setup, at)
    return tuple(dict.fromkeys((own[early], own[at])))


def made_by_users(setup: Setup, at: Instruction) -> tuple[str, ...]:
    """Give the folders that the final stage makes behind `at` by a WORKDIR that gives them to its user."""
    places = setup.places
    behind = [one for one in setup.final.of("WORKDIR") if one.span.start > at.span.start]
    made = ((one, places.folder_of(one)) for one in behind if not places.is_root(one))
    return tuple(folder for one, folder in made if folder and not places.exists(folder, one))


def _start(one: Instruction) -> int:
    return one.span.start


def _require_together(setup: Setup, at: int) -> None:
    """Raise KeptError where something runs between two copies, and would find more than it did."""
    moved = [take.instruction for take in setup.takes if take.mount is None and take.role is not Role.FILE]
    own = setup.final.instructions
    last = own.index(max(moved, key=_start)) if moved else at
    for one in own[at:last]:
        if one.keyword == "RUN" and not _commutes(one):
            raise KeptError(one.line, "is copied from before and after a RUN", "copy everything in one place")


def _require_nothing_named(setup: Setup) -> None:
    """Raise KeptError where something goes by the user's site-packages, which will be empty."""
    for take in setup.take_of(Role.USER):
        named = re.compile(rf"{re.escape(take.path)}(?![\w.-])|\.local/")
        for one in setup.final.instructions:
            if one.keyword == "ENV" or one is take.instruction:
                continue
            if named.search(_with_variables(setup, one)):
                raise KeptError(one.line, f"is where {one.keyword} finds {take.path}", "go by PATH instead")
        for file in setup.places.build.files("**/*.sh")[:_MOST_SCRIPTS]:
            if ".local/bin" in (setup.places.build.read(file) or ""):
                line = take.instruction.line
                raise KeptError(line, f"is where {file} finds {take.path}", "go by PATH instead")


def _with_variables(setup: Setup, one: Instruction) -> str:
    """Give the text of an instruction, and the values of the variables but PATH that it names."""
    text, environment = one.value.text, setup.dockerfile.environment(one)
    names = sorted(references(text) - {"PATH"})
    return "\n".join([text, *(environment.get(name) or "" for name in names)])


def _early(setup: Setup, at: int) -> int:
    """Give the place before what changes often, so that a change of it installs nothing anew.

    These are the final stage's own sources, and arguments that say the revision or the like. A tree
    that the builder hands over stays behind what the final stage copies and runs itself.
    """
    tree = bool(setup.take_of(Role.TREE))
    own = setup.final.instructions
    named = any(take.chown and not take.chown.replace(":", "").isdigit() for take in setup.takes)
    found = at
    for index in range(at - 1, -1, -1):
        one = own[index]
        copies = one.keyword in ("COPY", "ADD") and one.flag("from") is None and not one.heredocs
        if (copies and not tree) or _changes_often(setup, one):
            found = index
        elif tree or one.keyword != "RUN" or named or not _commutes(one):
            break
    return found


def _changes_often(setup: Setup, one: Instruction) -> bool:
    """Tell whether an ARG, or an ENV made of arguments, is nothing to what moves."""
    if one.keyword not in ("ARG", "ENV"):
        return False
    names = [pair.name for pair in assignments(one)]
    fixed = one.keyword == "ENV" and all(
        setup.places.fixed(one, pair.value.text) for pair in assignments(one) if pair.value
    )
    text = " ".join(each.value.text for each in setup.builder.instructions)
    return not fixed and not any(re.search(rf"\b{re.escape(name)}\b", text) for name in names)


def _commutes(one: Instruction) -> bool:
    script = script_of(one)
    names = {command.name for command in script.commands}
    return script.opaque is None and not one.flags and names <= _COMMUTES


def heavy(run: Run) -> bool:
    """Tell whether a RUN installs what the final image takes, and so may have to compile."""
    return any(map(installs_what_is_taken, run.steps))
