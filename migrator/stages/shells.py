"""Whether what a builder ran through one SHELL does the same through that of the final stage."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Instruction
from migrator.stages.builder import Builder, Run
from migrator.stages.model import KeptError
from migrator.stages.places import Places

_POSIX = re.compile(
    r'\["/bin/(?:ba|a|da)?sh"(?:,"-(?:e|x|ex|xe|o)"|,"(?:pipefail|errexit|xtrace)")*,"-[ex]*c"\]'
)
_NOT_THE_SAME = re.compile(
    r"(?<!\|)\|(?!\|)|;|\\|\[\[|<\(|>\(|<<|&>|\(\(|\$'|\{[^}$\s]*(?:,|\.\.)|\$\{[^}]*[^\w}]"
    r"|(?<![\w.-])(?:source|function|pushd|popd|let|declare|shopt|set|echo -e)(?![\w.-])"
)
"""What shells do differently, and pipes and lists, whose failures pipefail and errexit hear."""


def require_same_shell(builder: Builder, places: Places, at: Instruction) -> None:
    """Raise KeptError where a RUN of `builder` could do something else through the SHELL in force at `at`.

    Simple commands joined by ``&&`` and ``||`` do the same in bash and sh, with and without pipefail.
    """
    shell = places.shell(at)
    for run in builder.runs:
        own = places.shell(run.instruction)
        if own == shell:
            continue
        known = all(not each or _POSIX.fullmatch(each) for each in (own, shell))
        if not known or not _is_plain(run):
            raise KeptError(at.line, "has another SHELL than the final stage", "use one SHELL")


def _is_plain(run: Run) -> bool:
    one = run.instruction
    text = one.value.text.rstrip().rstrip(";")
    return not one.heredocs and not _NOT_THE_SAME.search(text)
