"""What the commands of a builder stage do, as far as it can be followed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import replace

from migrator import regex as re
from migrator.knowledge import apt_word
from migrator.requirements.installers import in_folder
from migrator.shell.model import Command
from migrator.shell.wrappers import unwrap
from migrator.source import Word
from migrator.stages.installers import pip_step, uv_step, venv_step
from migrator.stages.model import BY_HAND, Act, KeptError, Setting, Step, names_project_tool, not_followed
from migrator.stages.uv_script import uv_script_step

_NEUTRAL = frozenset(
    {"cd", "set", "unset", "echo", "printf", "true", ":", "test", "[", "[[", "ls", "pwd", "command"}
    | {
        *("which", "type", "date", "uname", "sleep", "df", "du", "nproc", "ulimit", "umask", "id"),
        *("whoami", "hash"),
    }
    | {"export", ".", "source"}
)
_PYTHON = re.compile(r"(?:.*/)?python[0-9.]*")
_PIP = re.compile(r"(?:.*/)?pip[0-9.]*")
_ACTIVATE = re.compile(r"(?P<venv>/.*)/bin/activate")
_WRITES = re.compile(r"[0-9]*(?:&>>?|>>?\|?)(?P<target>.*)", re.DOTALL)
_HARMLESS_TARGETS = re.compile(r"/dev/(?:null|stdout|stderr)|&[0-9-]")
_CACHES = re.compile(
    r"(?:/var/(?:lib/apt/lists|cache|log|tmp)|(?:/root|/home/\w+|~|\$\{?HOME\}?)/\.cache|/tmp|/var/tmp)(?:/.*)?"
    r"|.*\.pyc|.*__pycache__"
)
_STEERING = re.compile(
    r"(?:PATH|VIRTUAL_ENV|HOME|PYTHON(?:HOME|PATH|USERBASE)|PIP_(?:TARGET|PREFIX|USER|ROOT|SRC)"
    r"|UV_(?:PROJECT_ENVIRONMENT|SYSTEM_PYTHON|PYTHON|TARGET|PREFIX))(?==)"
)
_FRONT = re.compile(r"""PATH=(?P<quote>"?)(?P<front>(?:/[\w./-]+:)+)\$(?:PATH|\{PATH\})(?P=quote)""")
_PLAIN_FLAGS = frozenset({"-p", "-v", "-pv", "-vp", "-R", "-f", "-q", "--parents", "--recursive"})
_PACKAGE_READS = frozenset({"update", "clean", "autoclean", "autoremove", "check", "cache"})
UPGRADES = frozenset({"upgrade", "dist-upgrade", "full-upgrade"})
"""Verbs of apt and apk that bring all packages up to date."""

_PACKAGE_CHANGES = frozenset({"install", "add", "purge", "remove", "del"})
_VALUED = frozenset({"-t", "--virtual", "-o", "--target-release", "-X", "--repository", "-c"})


def read_steps(commands: Iterable[Command], setting: Setting) -> tuple[Step, ...]:
    """Give what each command of one script does; raises KeptError for the first that cannot be followed."""
    found: list[Step] = []
    for command in commands:
        if not command.words and not command.assignments:
            continue
        inner = unwrap(command)
        if (step := uv_script_step(inner, setting, found[-1] if found else None)) is not None:
            found.append(replace(step, folder=setting.folder))
            continue
        setting = _with_path(inner, setting)
        _require_readable(inner, setting)
        name = setting.expand(inner.words[0]) if inner.words else ""
        if name in (".", "source"):
            setting = _activated(inner, setting)
        elif name == "cd":
            folder = setting.path(inner.words[1]) if len(inner.words) > 1 else "/root"
            setting = replace(setting, folder=folder or _unknown(inner, setting))
        step = _in_its_folder(inner, name, setting)
        if step.act is Act.VENV:
            setting = replace(setting, made=setting.made | {step.place})
        found.append(step)
    return tuple(found)


def _in_its_folder(command: Command, name: str | None, setting: Setting) -> Step:
    """Give the step of a command, in the folder that it is told or else where it runs."""
    told, inner = in_folder(command)
    if told is None:
        return replace(_step(command, name, setting), folder=setting.folder)
    there = setting.path(told) or _unknown(command, setting)
    step = _step(inner, name, replace(setting, folder=there))
    return replace(step, command=command, folder=there)


def _with_path(command: Command, setting: Setting) -> Setting:
    """Give the setting with the folders that ``export PATH=…:$PATH`` puts in front."""
    match = _FRONT.fullmatch(command.words[1].text) if _sets_path(command) else None
    folders = tuple(posixpath.normpath(each) for each in match["front"].split(":") if each) if match else ()
    return replace(setting, on_path=(*folders, *setting.on_path))


def _sets_path(command: Command) -> bool:
    return command.name == "export" and len(command.words) == 2 and not command.nesting


def _unknown(command: Command, setting: Setting) -> str:
    raise not_followed(command, setting)


def _require_readable(command: Command, setting: Setting) -> None:
    known = _sets_path(command) and _FRONT.fullmatch(command.words[1].text)
    exported = command.words[1:] if command.name == "export" and not known else ()
    given = [*command.assignments, *exported]
    if command.opaque_inner is not None or any(_STEERING.match(word.text) for word in given):
        raise not_followed(command, setting)
    if command.redirects and names_project_tool(command):
        raise not_followed(command, setting)
    for redirect in command.redirects:
        match = _WRITES.match(redirect.value or redirect.text)
        if match and not _HARMLESS_TARGETS.fullmatch(match["target"]):
            raise KeptError(
                setting.line, f"writes {match['target']}, which the final image must not have", BY_HAND
            )


def _activated(command: Command, setting: Setting) -> Setting:
    path = setting.path(command.words[1]) if len(command.words) > 1 else None
    match = _ACTIVATE.fullmatch(path or "")
    if match is None:
        raise not_followed(command, setting)
    return replace(setting, active=match["venv"])


def _step(command: Command, name: str | None, setting: Setting) -> Step:
    plain = posixpath.basename(name or "")
    if name is None or (not command.words and not command.assignments):
        raise not_followed(command, setting)
    if not command.words or plain in _NEUTRAL:
        return Step(command, Act.NEUTRAL)
    if plain in ("apt-get", "apt", "aptitude", "apk"):
        return _system(command, plain, setting)
    if plain in ("rm", "find"):
        return _cleaning(command, plain, setting)
    if plain in ("mkdir", "chmod"):
        return _on_files(command, plain, command.words[1:], setting)
    if _PIP.fullmatch(name):
        return pip_step(command, 1, name, setting)
    if _PYTHON.fullmatch(name):
        return _python(command, name, setting)
    if plain == "virtualenv":
        return venv_step(command, command.words[1:], setting)
    if plain == "uv":
        return uv_step(command, setting)
    raise not_followed(command, setting)


def _system(command: Command, name: str, setting: Setting) -> Step:
    words = [_version_told(word) or setting.expand(word) for word in command.words[1:]]
    verbs = [word for word in words if word and not word.startswith("-")]
    verb = verbs[0] if verbs else ""
    if verb in _PACKAGE_READS:
        return Step(command, Act.SYSTEM, verb)
    if verb in UPGRADES:
        return Step(command, Act.SYSTEM, verb, name)
    if verb not in _PACKAGE_CHANGES:
        raise KeptError(
            setting.line,
            f"runs `{name} {verb}`, whose effect the final image does not have",
            "do the same in the final stage, or leave it out",
        )
    unknown = [word.text for word in command.words if word.value is None and not _version_told(word)]
    if unknown:
        named = "variable" if any("$" in text or "`" in text for text in unknown) else "pattern"
        reason = f"installs packages that a {named} names (`{name} {verb}`)"
        raise KeptError(setting.line, reason, "write the names out")
    return Step(command, Act.SYSTEM, verb, name, packages=_package_names(words, verb))


def _version_told(word: Word) -> str:
    """Give a package whose version alone is a pattern, as written: ``gcc=4:*``; empty for another word."""
    package = apt_word(word.text)
    return word.text if package is not None and package.version else ""


def _package_names(words: list[str | None], verb: str) -> tuple[str, ...]:
    names: list[str] = []
    skip = False
    for word in (each or "" for each in words):
        if skip:
            skip = False
        elif word in _VALUED:
            skip = True
        elif not word.startswith("-") and word != verb:
            names.append(word)
    return tuple(names)


def bare(package: str) -> str:
    """Give a package's name without version, architecture and release: ``gcc=4:10`` → ``gcc``."""
    return re.split(r"[=<>~@:/]", package)[0]


def _on_files(command: Command, name: str, words: tuple[Word, ...], setting: Setting) -> Step:
    """Give the step of mkdir, chmod or compileall; raises KeptError for options that take a value."""
    operands = [word for word in words if not word.text.startswith("-")]
    if name == "chmod":
        operands = operands[1:]
    flags = {word.text for word in words if word.text.startswith("-")}
    paths = [setting.path(word) for word in operands]
    if not flags <= _PLAIN_FLAGS or not paths or None in paths:
        raise not_followed(command, setting)
    touched = tuple(path for path in paths if path is not None)
    relative = any(not (setting.expand(word) or "").startswith("/") for word in operands)
    return Step(command, Act.FILES, name, touched=touched, here=relative)


def _cleaning(command: Command, name: str, setting: Setting) -> Step:
    words = [word.plain for word in command.words[1:]]
    if name == "rm":
        targets = [word for word in words if not word.startswith("-")]
        others = [word for word in targets if not _CACHES.fullmatch(word)]
        if targets and not others:
            return Step(command, Act.NEUTRAL, "rm")
        if others and others[0].startswith("/"):
            reason = f"removes {others[0]}, which a layer of the final image would keep all the same"
            raise KeptError(setting.line, reason, "name it in .dockerignore if it comes from there")
    elif {"-delete", "rm"} & set(words) and any(".py" in word or "__pycache__" in word for word in words):
        return Step(command, Act.NEUTRAL, "find")
    raise not_followed(command, setting)


def _python(command: Command, name: str, setting: Setting) -> Step:
    values = [setting.expand(word) or "" for word in command.words[1:3]]
    if values[:1] == ["-m"] and len(values) > 1:
        if values[1] == "pip":
            return pip_step(command, 3, name, setting)
        if values[1] in ("venv", "virtualenv"):
            return venv_step(command, command.words[3:], setting)
        if values[1] == "compileall":
            return _on_files(command, values[1], command.words[3:], setting)
        if values[1] == "ensurepip":
            return Step(command, Act.NEUTRAL)
    if values[:1] in (["--version"], ["-V"]):
        return Step(command, Act.NEUTRAL)
    raise not_followed(command, setting)
