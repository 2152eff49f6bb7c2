"""Writes words of the shell so that they mean what they say, whatever lies in the folder."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Finding,
    Instruction,
    Phase,
    Rule,
    concerns_python,
    plain_edits,
    transform,
)

EXTRAS = Rule(
    "DFM785", "extras-in-quotes", "A requirement with extras stands in quotes: without, it is a pattern."
)
BACKTICKS = Rule("DFM786", "backticks", "A command in backticks stands in $( ).")
GLOB = Rule("DFM787", "leading-wildcard", "A wildcard at the start of a word is told to be no option.")

_RULES = {
    "SC2102": (EXTRAS, "{} is a pattern without quotes"),
    "SC2006": (BACKTICKS, "{} means the same in $( )"),
    "SC2035": (GLOB, "./{} names the same files, and none of them is an option"),
}


@transform("shell-words", phase=Phase.RUNTIME, order=8, rules=(EXTRAS, BACKTICKS, GLOB))
def shell_words(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Write the words of a RUN so that they mean what they say, whatever lies in its folder.

        RUN pip install uvicorn[standard] .[db]      RUN pip install "uvicorn[standard]" ".[db]"
        RUN pip install core[s3]${VERSION}           RUN pip install "core[s3]"${VERSION}
        RUN echo "`nproc`"                           RUN echo "$(nproc)"
        RUN rm -f *.deb                              RUN rm -f ./*.deb

    All of it is the same in sh (dash, busybox) and bash, whatever the variables of the build hold, so it is
    done by default:

    * **Extras (DFM785):** without quotes ``[standard]`` is a pattern, for which the shell takes a file whose
      name fits (``uvicorns``). Where there is none the word stays as it is, which everybody counts on. What
      follows as a variable stays outside of the quotes: it may be empty, or several words. Operands and
      options of pip, uv and pipx (ShellCheck's SC2102). Not where the script sets ``nullglob``.
    * **Backticks (DFM786)** become ``$( )``, where there are no escapes in them, no ``"`` while they are in
      double quotes themselves, no comment, here-document, ``case`` or brackets that do not match (SC2006).
      Those whose output the shell splits get quotes as well, or stay: that is for value-quotes (DFM630).
    * **A wildcard at the start (DFM787)** of an operand of ``rm``, ``chmod``, ``chown``, ``chgrp``,
      ``cat``, ``cp``, ``mv``, of the archive that ``tar`` takes apart and of wheels that are installed gets
      ``./``: a file called ``-rf`` is no option then (SC2035). What these do is the same for ``a`` and
      ``./a``. Left are those in which the spelling shows: ``tar c``, ``find``, ``sha256sum``, ``ln -s``.

    hadolint shows one of ShellCheck's warnings for each RUN. Where another one would take the place of what
    is mended, nothing is done: who looks at the list would find a new one.

    Left alone: what is handed to another shell (``sh -c '…'``), here-documents within the script, the JSON
    form, other shells, and a RUN whose owner has silenced the warning (``# hadolint ignore=SC2102``).
    """
    if not concerns_python(dockerfile):
        return
    for run in dockerfile.of("RUN"):
        yield from _of_run(dockerfile, run)


def _of_run(dockerfile: Dockerfile, run: Instruction) -> Iterator[Finding]:
    for each in plain_edits(dockerfile, run):
        rule, reason = _RULES[each.code]
        line = dockerfile.source.line_of(each.span.start)
        yield Change(rule, line, reason.format(_short(each.text)), each.edits)


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= 60 else f"{joined[:59]}…"
