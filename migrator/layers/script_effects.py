"""Reads the script of a RUN into a footprint, command by command, with the folder that each runs in."""

from __future__ import annotations

import posixpath

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import folder_at
from migrator.dockerfile import Dockerfile, Instruction
from migrator.layers.footprint import Footprint, Surroundings, redirects
from migrator.layers.install_site import OF_INSTALLERS
from migrator.layers.installer_reads import InstallerReads
from migrator.layers.known_commands import fetched_script, handler
from migrator.layers.settings_before import fixed_before, set_before
from migrator.records import dataclass
from migrator.requirements.installers import in_folder
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.options import is_forced
from migrator.shell.run_as import script_at, user_at
from migrator.stages.places import Places

_SETS_OTHERWISE = re.compile(r"\bfor\s+([A-Za-z_]\w*)\b|\bread\s+(?:-\w+\s+)*([A-Za-z_]\w*)")
_ACTIVATE = re.compile(r"(?P<folder>.+)/bin/activate")
_SHELLS = frozenset({"sh", "bash", "ash", "dash"})
_FROM_XARGS = frozenset({"apt-get", "apt", "apk"})
_CLEANING = frozenset({"rm", "find", "echo", "true", "chown", "chmod"})
_CHANGES_SHELL = frozenset({".", "source", "umask", "alias", "eval", "deactivate"})
"""What holds for the commands behind it, and for no other RUN."""
_DECLARES = frozenset({"export", "readonly", "local", "declare"})


def script_footprint(dockerfile: Dockerfile, build: BuildContext, at: Instruction) -> Footprint:
    """Give what the script of a RUN reads and writes."""
    into = Footprint()
    script = script_at(dockerfile, at)
    if script.opaque is not None:
        into.cannot_tell(script.opaque)
    else:
        _Reader(dockerfile, build, at, script, into).read()
    return into


@dataclass
class _Reader:
    dockerfile: Dockerfile
    build: BuildContext
    at: Instruction
    script: Script
    into: Footprint

    def read(self) -> None:
        self.text = self.dockerfile.source.slice(self.at.span)
        self.places = Places(self.dockerfile, self.build)
        self.around = self._surroundings()
        self.installers = InstallerReads(
            self.dockerfile,
            self.build,
            self.at,
            self.around,
            frozenset({*set_before(self.dockerfile, self.at, OF_INSTALLERS), *self.around.local}),
            user_at(self.dockerfile, self.at),
            self.into,
        )
        for command in self.script.commands:
            self._command(command)
        self.into.relative = self.around.relative
        if len(self.into.sources) != 1:
            self.into.project = None
        self.into.divisible = self._can_be_halved()

    def _can_be_halved(self) -> bool:
        """Tell whether the command that installs the project can run again, alone, in a RUN of its own."""
        project = self.into.project
        if project is None or self.at.heredocs:
            return False
        command = project.command
        own = {word.text.partition("=")[0] for word in command.assignments}
        if not own.issuperset(self.around.local):
            return False
        if command.nesting or command.exec or project.runs_in != folder_at(self.dockerfile, self.at):
            return False
        if any(comment.start > command.span.start for comment in self.at.comments):
            return False
        joints = {each.text for each in (command.before, command.after) if each is not None}
        if any(one.name in _CHANGES_SHELL for one in self.script.commands):
            return False
        following = [one for one in self.script.commands if one.span.start > command.span.end]
        return joints <= {"&&", ";", "\n"} and all(_runs_twice(unwrap(one)) for one in following)

    def _command(self, command: Command) -> None:
        inner = unwrap(command)
        name = program(inner)
        redirects(command, self.around, self.into)
        if command.opaque_inner is not None:
            self.into.cannot_tell(command.opaque_inner)
        if not inner.words:
            return
        if name in ("cd", "pushd", "popd"):
            self._cd(inner)
        elif name in (".", "source"):
            self._activate(inner)
        elif "xargs" in inner.wrappers and not _harmless_xargs(command, inner):
            self.into.cannot_tell("what xargs hands over is not known")
        elif name in _SHELLS and self._is_listed(command):
            return
        elif fetched_script(command, self.text):
            self.into.system = self.into.costly = True
        elif not self._installs(command):
            self._known(inner)

    def _installs(self, command: Command) -> bool:
        """Note what an installer reads and writes in the folder that it is told; False for what is none."""
        told, inner = in_folder(command)
        if told is None:
            return self.installers.take(command)
        stays, path = self.around.folder, self.around.place(told)
        self.around.folder = path
        if path is not None:
            self.into.enters.add(path)
        taken = self.installers.take(inner)
        self.around.folder = stays
        return taken

    def _known(self, inner: Command) -> None:
        found = handler(inner)
        if found is None:
            self.into.cannot_tell(f"what {inner.words[0].text} reads is not known")
        else:
            found(inner, self.around, self.into)

    def _cd(self, command: Command) -> None:
        simple = program(command) == "cd" and not command.nesting and len(command.words) == 2
        joints = {each.text for each in (command.before, command.after) if each is not None}
        path = self.around.place(command.words[1]) if simple and not joints & {"|", "&"} else None
        self.around.folder = path
        if path is not None:
            self.into.enters.add(path)

    def _activate(self, command: Command) -> None:
        path = self.around.place(command.words[1]) if len(command.words) > 1 else None
        match = _ACTIVATE.fullmatch(path or "")
        if match is None:
            self.into.cannot_tell("what a sourced script does is not known")
        else:
            self.into.reads.add(match["folder"])
            self.around.environments = (*self.around.environments, match["folder"])
            self.around.active = (*self.around.active, match["folder"])

    def _is_listed(self, command: Command) -> bool:
        """Tell whether the script that a shell is given is itself part of the list of commands."""
        inner = (each for each in self.script.commands if each is not command and "sh -c" in each.nesting)
        return any(command.span.covers(each.span) for each in inner)

    def _surroundings(self) -> Surroundings:
        variables = fixed_before(self.dockerfile, self.at)
        user = user_at(self.dockerfile, self.at)
        home = variables.get("HOME") or ("/root" if user in ("", "root", "0") else None)
        on_path = self.places.on_path(self.at)
        folders = [posixpath.dirname(each) for each in on_path if posixpath.basename(each) == "bin"]
        active = tuple(each for each in (variables.get("VIRTUAL_ENV"),) if each is not None)
        environments = tuple(dict.fromkeys((*folders, *active)))
        folder = folder_at(self.dockerfile, self.at)
        return Surroundings(folder, home, variables, self._local(), environments, active)

    def _local(self) -> dict[str, tuple[str | None, ...]]:
        """Give the names that the script itself sets, each with all values that it gets."""
        found: dict[str, list[str | None]] = {}
        for command in self.script.commands:
            declared = command.words[1:] if command.name in _DECLARES else ()
            for word in (*command.assignments, *declared):
                name, equals, _ = word.text.partition("=")
                if equals:
                    value = word.value.partition("=")[2] if word.value is not None else None
                    found.setdefault(name.rstrip("+"), []).append(value)
        for match in _SETS_OTHERWISE.finditer(self.text):
            found.setdefault(match[1] or match[2], []).append(None)
        return {name: tuple(values) for name, values in found.items()}


def _runs_twice(command: Command) -> bool:
    """Tell whether a command only cleans up, and does not mind that it has done so before."""
    name = program(command)
    return name in _CLEANING and (name != "rm" or is_forced(command))


def _harmless_xargs(command: Command, inner: Command) -> bool:
    """Tell whether xargs only hands package names to a package manager, and reads no file for them."""
    own = command.words[: len(command.words) - len(inner.words)]
    reads_file = any(word.text.startswith(("-a", "--arg-file")) for word in own)
    return program(inner) in _FROM_XARGS and not reads_file
