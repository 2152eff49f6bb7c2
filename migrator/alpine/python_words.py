"""Words of a Dockerfile that name a minor version of Python: ``python3.9``, ``/lib/python3.9/``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction, Stage, assignments, copy_parts
from migrator.records import dataclass
from migrator.source import Edit, Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names the old version; `edit` names the new one, None where that cannot be done."""

    instruction: Instruction
    span: Span
    text: str
    edit: Edit | None


def mentions(
    dockerfile: Dockerfile, stages: Iterable[Stage], old: str, new: str, arguments: frozenset[str]
) -> Iterator[Mention]:
    """Give the places in `stages` that name Python `old`, those in comments left out.

    `arguments` are ARG of the same meaning: where a stage gives them `old` as default, they follow.
    """
    for stage in stages:
        for instruction in stage.instructions:
            following = tuple(_in_arguments(instruction, old, new, arguments))
            yield from following
            for each in _in_text(dockerfile, instruction, old, new):
                if not any(other.span.start <= each.span.end <= other.span.end for other in following):
                    yield each


def _in_text(dockerfile: Dockerfile, instruction: Instruction, old: str, new: str) -> Iterator[Mention]:
    text = dockerfile.source.text
    number = re.escape(old)
    pattern = re.compile(
        rf"(?<![A-Za-z0-9_.])(?P<word>(?:python|pip){number})(?![0-9])(?!-(?:dev|venv|distutils|minimal|full|lib2to3|tk|dbg)\b)"
        rf"|(?P<fixed>\bcp{old.replace('.', '')}\b|libpython{number}(?=\.so|m?\.a)"
        rf"|(?:--python(?:-version)?|--interpreter)[= ][\"']?{number}\b"
        rf"|\b(?:UV_PYTHON|PYTHON_VERSION|PYVER|PY_VERSION)[= ][\"']?{number}\b"
        rf"|\b(?:python|pyenv) install [\"']?{number}\b)"
    )
    for match in pattern.finditer(text, instruction.span.start, instruction.span.end):
        span = Span(match.start(), match.end())
        if instruction.has_comment_at(span.start):
            continue
        edit = None
        if match["word"] and not _foreign(dockerfile, instruction, span):
            edit = Edit(span.end - len(old), span.end, new)
        yield Mention(instruction, span, match[0], edit)


def _foreign(dockerfile: Dockerfile, instruction: Instruction, span: Span) -> bool:
    """Tell whether the name belongs to something outside: a URL, a file of the build context."""
    text = dockerfile.source.text
    start = span.start
    while start > instruction.span.start and text[start - 1] not in " \t\n\"'=,[":
        start -= 1
    if "://" in text[start : span.start]:
        return True
    if instruction.keyword in ("COPY", "ADD") and instruction.flag("from") is None:
        return any(word.span.covers(span) for word in copy_parts(instruction).sources)
    return False


def _in_arguments(
    instruction: Instruction, old: str, new: str, arguments: frozenset[str]
) -> Iterator[Mention]:
    for each in assignments(instruction) if instruction.keyword in ("ARG", "ENV") else ():
        if each.name not in arguments or each.value is None:
            continue
        match = re.fullmatch(rf"([\"']?){re.escape(old)}((?:\.[0-9]+)?)([\"']?)", each.value.text)
        if match:
            start = each.value.span.start + len(match[1])
            end = each.value.span.end - len(match[3])
            yield Mention(instruction, Span(start, end), each.value.text, Edit(start, end, new))
