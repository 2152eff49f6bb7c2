"""Commands of Debian's own machinery that have nothing to do on Alpine, or something else."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Fix, Obstacle, Record, Topic
from migrator.editing import delete_commands, replace_command
from migrator.service.stage_calls import Call
from migrator.shell import Command, program, unwrap
from migrator.source import Span

LOCALES = "musl has C.UTF-8 and no other locale, and needs no data for it"
"""Why what makes locales goes."""

_LOCALE = frozenset({"locale-gen", "localedef", "update-locale", "validlocale"})
_LOCALE_FILE = re.compile(r"/etc/(?:locale\.gen|default/locale)\b")
_OWN_PYTHON = "the image has its Python as python and python3 already"
_OWN_NODE = "Node.js is called node on Alpine"
_NODEJS = re.compile(r"/usr/bin/nodejs|(?:`|\$\()(?:which|command -v) nodejs[`)]")
_RECONFIGURED = {"locales": LOCALES, "tzdata": "tzdata on Alpine takes no set-up: /etc/localtime decides"}
_PYTHON = re.compile(r"(?:/usr(?:/local)?/bin/)?(?:python|pip)[0-9.]*")
_LOADER = re.compile(r"/etc/ld\.so\.conf")


def leftover_records(view: AlpineStage) -> Iterator[Record]:
    """Give what becomes of locale-gen, update-alternatives, ldconfig, cron and their like."""
    gone: dict[int, list[Call]] = {}
    for call in view.runs.calls:
        if is_leftover(call.command) and call.editable and not call.command.exec:
            gone.setdefault(call.instruction.span.start, []).append(call)
        else:
            yield from _other(view, call)
    for calls in gone.values():
        yield from _left_out(view, calls)


def is_leftover(command: Command) -> bool:
    """Tell whether nothing is lost without a command on Alpine."""
    return _idle(command) is not None


def _idle(command: Command) -> str | None:
    """Say why a command has nothing to do on Alpine; None where it has."""
    inner = unwrap(command)
    name = program(inner)
    values = [word.value or word.text for word in inner.arguments]
    if name in _LOCALE:
        return LOCALES
    if name == "dpkg-reconfigure" and values:
        return _RECONFIGURED.get(values[-1])
    if name == "update-alternatives" and values[:1] in (["--install"], ["--set"]):
        return _OWN_PYTHON if all(map(_PYTHON.fullmatch, _places(values))) else None
    if name == "ln":
        operands = [value for value in values if not value.startswith("-")]
        pythons = len(operands) == 2 and all(map(_PYTHON.fullmatch, operands))
        linked = pythons and operands[0].startswith("/usr/bin/") and operands[1].startswith("/")
        return _OWN_PYTHON if linked else _OWN_NODE if _renames_node(operands) else None
    if name in ("sed", "echo", "printf", "rm", "tee"):
        words = [*values, *(word.value or word.text for word in inner.redirects)]
        return LOCALES if any(_LOCALE_FILE.search(word) for word in words) else None
    return None


def _renames_node(operands: list[str]) -> bool:
    """Tell whether a link makes up for Debian's name of Node.js."""
    linked = len(operands) == 2 and operands[1] in ("/usr/bin/node", "/usr/local/bin/node")
    return linked and _NODEJS.fullmatch(operands[0].strip('"')) is not None


def _places(values: list[str]) -> list[str]:
    """Give the names and paths in the arguments of update-alternatives."""
    return [value for value in values[1:] if not value.isdigit() and not value.startswith("--")]


def _left_out(view: AlpineStage, calls: list[Call]) -> Iterator[Record]:
    call = calls[0]
    commands = [each.command for each in calls]
    names = ", ".join(dict.fromkeys(program(unwrap(each)) or "" for each in commands))
    edits = delete_commands(view.dockerfile, call.instruction, call.script, commands)
    if edits is None:
        yield Obstacle(call.line, f"{names} has nothing to do on Alpine", "take it out of the RUN")
        return
    whys = dict.fromkeys(why for each in commands if (why := _idle(each)))
    reason = f"nothing to do for {names}: {'; '.join(whys)}"
    yield Fix(Topic.MACHINERY, call.line, reason, edits)


def _other(view: AlpineStage, call: Call) -> Iterator[Record]:
    inner = unwrap(call.command)
    name = program(inner)
    line = call.instruction.line if call.file else call.line
    values = [word.value or word.text for word in inner.arguments]
    redirects = [word.value or word.text for word in inner.redirects]
    if any(_LOADER.search(word) for word in (*values, *redirects)):
        yield Obstacle(
            line,
            f"musl does not read /etc/ld.so.conf ({call.place})",
            "set LD_LIBRARY_PATH, or link the libraries into /usr/lib",
        )
    elif name is not None and re.match(r"/etc/init\.d/", inner.words[0].value or ""):
        yield Obstacle(
            line, f"Alpine has no {inner.words[0].value}", "start the program itself, in the foreground"
        )
    elif name == "cron":
        yield from _cron(view, call, values)


def _cron(view: AlpineStage, call: Call, values: list[str]) -> Iterator[Record]:
    text = view.dockerfile.source.slice(Span(view.stage.from_.span.start, view.stage.end.span.end))
    inner = unwrap(call.command)
    line = call.instruction.line if call.file else call.line
    own_file = re.search(r"/etc/(?:cron\.d|crontab)\b", text)
    edits = None
    if call.editable and not own_file and set(values) <= {"-f"} and not call.command.exec:
        edits = replace_command(view.dockerfile, call.instruction, inner, " ".join(("crond", *values)))
    if edits is None:
        yield Obstacle(
            line,
            f"Alpine has crond for cron ({call.place}), and it reads neither /etc/cron.d nor /etc/crontab",
            "put the jobs into /etc/crontabs/root without the user column, and start crond -f -l 8",
        )
    else:
        yield Fix(
            Topic.COMMAND, line, "cron is crond on Alpine, with the same crontab command", edits, review=True
        )
