"""Puts into quotes what is one word anyway."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Finding,
    Note,
    Phase,
    Quoted,
    Rule,
    Safety,
    Unquoted,
    Worth,
    concerns_python,
    transform,
    value_quotes,
)

QUOTED = Rule("DFM630", "value-in-quotes", "A variable or command that is one word stands in quotes.")
LEFT = Rule(
    "DFM631", "value-without-quotes", "A variable or command that may be several words stays without quotes."
)

_WHY = {
    Worth.ONE: "one word in any case",
    Worth.PRINTED: "one word, unless the command fails",
    Worth.NAMED: "one name each time",
    Worth.SOME: "one word or none, in a longer one",
    Worth.UNKNOWN: "in the middle of a word, which a blank would tear apart",
}


@transform("value-quotes", phase=Phase.RUNTIME, order=7, rules=(QUOTED, LEFT), default=False)
def quotes(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Put variables and commands whose value is one word into double quotes. Runs when it is selected.

        RUN case $(uname -m) in \                        RUN case $(uname -m) in \
              x86_64) ARCH=amd64 ;; \                          x86_64) ARCH=amd64 ;; \
              aarch64) ARCH=arm64 ;; \                         aarch64) ARCH=arm64 ;; \
            esac \                                           esac \
            && curl -O https://x.org/a-$ARCH.deb             && curl -O "https://x.org/a-$ARCH.deb"
        RUN make -j $(nproc)                             RUN make -j "$(nproc)"

    Without quotes the shell splits what comes out at blanks and takes it for a pattern (ShellCheck's SC2086
    and SC2046). With quotes it is one word, so they are written only where it was one before:

    * **The script says so:** all that a variable is set to is a word (``A=x``, ``for a in x y``, each way
      of a ``case``), an ENV is, it is a number. In a longer word it may be empty as well.
    * **The command prints one word:** ``nproc``, ``uname -m``, ``pwd`` in a known WORKDIR, ``mktemp``,
      ``dpkg --print-architecture``, ``python -c "import x; print(x.__file__)"``, the folder that
      ``pip show x`` names and more, also filtered (``| cut -d. -f1``). Where it fails nothing comes out: then
      the word was missing and is empty now. Not so ``openssl passwd``: empty would be no password. What was
      in backticks stands in ``$( )`` then.
    * **It is one of many:** a ``for`` goes through files one by one, and the name is all of a word, in the
      same folder. A name with a blank was torn apart before.
    * **It stands in the middle of a URL,** or of a word of curl, git, pip and the like, which take no
      patterns: a value with a blank would have torn that apart. A redirect has one word in any case.

    It is a part of ``--harden``, since the second to the fourth are the owner's to look at. Of a RUN either
    all that ShellCheck asks about gets quotes, for variables and for commands each, or nothing does, and a
    note says what may be several words (DFM631): ``$PACKAGES``, ``$(cat list)``, what is read from a file,
    comes from outside or from a script that nobody has read. It stays as well where hadolint, which shows
    one warning of ShellCheck's for each RUN, would show another one instead.

    Left alone: scripts that set ``IFS``, that are handed to another shell, functions' arguments, ``export
    A=$( )``, the JSON form, shells other than sh and bash, and RUNs whose owner has silenced ShellCheck.
    """
    if not concerns_python(dockerfile):
        return
    for run in dockerfile.of("RUN"):
        for found in value_quotes(dockerfile, run):
            yield (_change(dockerfile, found) if isinstance(found, Quoted) else _note(dockerfile, found))


def _change(dockerfile: Dockerfile, found: Quoted) -> Change:
    line = dockerfile.source.line_of(min(edit.start for edit in found.edits))
    safety = Safety.SAFE if found.worth is Worth.ONE else Safety.REVIEW
    return Change(QUOTED, line, f"{_listed(found.texts)}: {_WHY[found.worth]}", found.edits, safety)


def _note(dockerfile: Dockerfile, found: Unquoted) -> Note:
    message = f"{_listed(found.texts)} may be several words, or none: no quotes"
    line = dockerfile.source.line_of(found.span.start)
    return Note(LEFT, line, message, "put it into double quotes where it is one word in any case")


def _listed(texts: tuple[str, ...]) -> str:
    shown = [" ".join(text.split()) for text in texts]
    return ", ".join(text if len(text) <= 60 else f"{text[:59]}…" for text in shown)
