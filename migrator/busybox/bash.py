"""Who needs bash, which python:alpine does not have."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Need, Obstacle, Record
from migrator.alpine.moved_stages import Flavour
from migrator.build_context.copied_paths import context_path
from migrator.build_context.path_patterns import is_pattern
from migrator.build_context.program_files import copied_scripts
from migrator.busybox.debian_paths import debian_paths
from migrator.dockerfile import Instruction
from migrator.line_names import named_line
from migrator.service.stage_calls import Call, ContextScript, made_executable
from migrator.shell import program, unwrap
from migrator.shell.runners import behind_runners

_BASH = frozenset({"bash", "rbash"})
_LAST_PART = re.compile(r"/(?![^{]*\})")
"""The ends of the folders of a path, without those inside of ``${S:-/app/start.sh}``."""
_BASH_WORD = re.compile(r"(?:(?:/usr)?/bin/)?r?bash")
_ASKING = frozenset(
    {"echo", "printf", "command", "which", "type", "test", "[", "[[", "grep", "pkill", "pgrep"}
)
_LINKING = frozenset({"ln", "cp", "chsh", "usermod"})
_LOGIN_SHELL = re.compile(r"(?:^|\s)SHELL[= ][\"']?(?:/usr)?/bin/bash\b")
_WRITTEN = re.compile(r"#![ \t]*(?:/usr)?/bin/(?:env[ \t]+)?bash\b")
_PYTHONS = re.compile(r"/usr/bin/python[0-9.]*")


def bash_records(view: AlpineStage) -> Iterator[Record]:
    """Give each place that needs bash, and the scripts whose interpreter lies elsewhere on Alpine."""
    for instruction in view.stage.of("SHELL"):
        words = [word.value or "" for word in instruction.json or ()]
        if words and words[0].rsplit("/", 1)[-1] in _BASH:
            yield _need(instruction, instruction.line, named_line(instruction.line))
    for call in view.runs.calls:
        inner = unwrap(call.command)
        named = {program(inner), *inner.wrappers} & _BASH
        if named or _hands_to_bash(call) or _links_bash(call):
            yield _need(call.instruction, call.instruction.line, call.place)
    for instruction in view.stage.of("ENV"):
        if _LOGIN_SHELL.search(instruction.value.text):
            yield _need(instruction, instruction.line, f"SHELL in {named_line(instruction.line)}")
    yield from _scripts(view)
    yield from _made_executable(view)
    yield from _unknown_starts(view)
    for instruction in (*view.stage.of("RUN"), *view.stage.of("COPY")):
        if _WRITTEN.search(view.dockerfile.source.slice(instruction.span)):
            yield _need(instruction, instruction.line, f"a script that {named_line(instruction.line)} writes")


def _hands_to_bash(call: Call) -> bool:
    """Tell whether what starts a container gets bash as a word: some program will run it."""
    if not call.starts or program(call.command) in _ASKING:
        return False
    return any(_BASH_WORD.fullmatch(word.value or "") for word in call.command.arguments)


def _links_bash(call: Call) -> bool:
    """Tell whether a command makes bash another name, the shell of a user or of the whole image."""
    words = (word.value or "" for word in unwrap(call.command).arguments)
    return program(call.command) in _LINKING and any(
        "/" in word and _BASH_WORD.fullmatch(word) for word in words
    )


def _need(at: Instruction, line: int, where: str) -> Need:
    return Need(("bash",), at, line, "bash", where)


def _made_executable(view: AlpineStage) -> Iterator[Record]:
    """Give the scripts for bash that a RUN makes executable and nothing here starts: others may do so."""
    started = {script.file for script in view.runs.scripts}
    for call in view.runs.calls:
        words = made_executable(call)
        for path in (path for word in words for path in _scripts_named(view, call, word.value or word.text)):
            if path not in started:
                yield _need(call.instruction, call.instruction.line, path)


def _scripts_named(view: AlpineStage, call: Call, name: str) -> Iterator[str]:
    """Give the scripts for bash of the build context that a path or a pattern of a RUN means."""
    folder, last = posixpath.split(name)
    found = copied_scripts(view.dockerfile, view.build, view.stage, last) if is_pattern(last) else ()
    for each in dict.fromkeys(posixpath.basename(path) for _, path in found) if found else (last,):
        place = posixpath.join(folder, each)
        path = context_path(view.dockerfile, view.build, call.instruction, place)
        if path and _WRITTEN.match(view.build.read(path) or ""):
            yield path


def _unknown_starts(view: AlpineStage) -> Iterator[Record]:
    """Give what a variable of the build or of the container starts, where that may be a script for bash."""
    for call in view.runs.calls:
        words = behind_runners(unwrap(call.command)).words
        if call.file or not call.starts or not words or words[0].value is not None:
            continue
        name = _LAST_PART.split(words[0].text)[-1]
        known = view.expand(view.stage.end)(words[0].text) is not None
        if known or not re.search(r"\$\{?[A-Za-z_]", name) or "bash" in view.packages_at(call.instruction):
            continue
        if script := _bash_script(view):
            message = f"what {words[0].text} starts cannot be told; {script}, which the image has, needs bash"
            yield Obstacle(call.line, message, "name the script that starts, or apk add bash")


def _bash_script(view: AlpineStage) -> str:
    """Give a script for bash that a stage copies from the build context, empty for none."""
    found = copied_scripts(view.dockerfile, view.build, view.stage, "*.sh", "*.bash")
    return next((path for _, path in found if _WRITTEN.match(view.build.read(path) or "")), "")


def _scripts(view: AlpineStage) -> Iterator[Record]:
    for script in view.runs.scripts:
        if not script.by_name or script.interpreter is None:
            continue
        name = script.interpreter.split()[-1].rsplit("/", 1)[-1]
        if name in _BASH:
            yield _need(script.instruction, script.instruction.line, script.file)
        yield from _elsewhere(view, script, script.interpreter)


def _elsewhere(view: AlpineStage, script: ContextScript, interpreter: str) -> Iterator[Obstacle]:
    """Tell of an interpreter that lies in another folder on Alpine."""
    line = script.instruction.line
    if _PYTHONS.fullmatch(interpreter):
        if view.moved.before is not Flavour.SLIM and "python3" not in view.packages:
            message = f"{script.file} begins with #!{interpreter}: the image's Python is in /usr/local"
            yield Obstacle(line, message, "write #!/usr/bin/env python3, which works on both")
        return
    for found in debian_paths(interpreter, view.packages, view.knowledge):
        message = f"{script.file} begins with #!{found.text}, which is {found.instead} on Alpine"
        yield Obstacle(line, message, f"write #!{found.instead}, which works on both")
