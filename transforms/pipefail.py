"""Lets the build end where the left side of a pipe fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from migrator.api import (
    NEVER_FAIL,
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Instruction,
    KnownBase,
    Note,
    Phase,
    Refusal,
    Rule,
    Safety,
    Stage,
    Style,
    UnderPipefail,
    concerns_python,
    insert_after,
    insert_before,
    json_word,
    known_base,
    named_line,
    pipelines,
    re,
    shell_at,
    started,
    transform,
    under_pipefail,
)

HEARD = Rule(
    "DFM610", "pipe-failures-end-the-build", "The build ends where the left side of a pipe fails.", ("SHELL",)
)
LEFT = Rule("DFM611", "pipe-failures-unheard", "Pipes whose left side fails unheard, and why they stay.")

_BASH = ("/bin/bash", "-o", "pipefail", "-c")
_ASH = ("/bin/ash", "-o", "pipefail", "-c")
_SH = ("/bin/sh", "-c")
_OTHER_SH = re.compile(
    r"(?:ln|mv|cp|rm|install|update-alternatives)\b[^\n;&|]{0,200}[\s=]/bin/sh(?:\s|\Z)"
    r"|-binsh\b|reconfigure dash\b"
)
_BY_FILE = "let the left side write a file, and read that in the next command"
_BY_HAND = 'SHELL ["/bin/bash", "-o", "pipefail", "-c"] before it, if that suits all below'


@transform("pipefail", phase=Phase.RUNTIME, order=9, rules=(HEARD, LEFT), default=False)
def pipefail(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Let a build end where the left side of a pipe fails. Runs when it is selected.

    A pipe ends as its right side does: where curl fails, tar has unpacked nothing or half of it, or a
    shell has run an empty script, and the build goes on. With ``pipefail`` the pipe fails too. Linters ask
    for it in SHELL alone (hadolint DL4006), since the sh of Debian does not know ``set -o pipefail``::

        FROM python:3.12-slim                     FROM python:3.12-slim
                                                  SHELL ["/bin/bash", "-o", "pipefail", "-c"]
        RUN curl -sSL https://… | tar xz          RUN curl -sSL https://… | tar xz
        RUN make install                          RUN make install
        CMD ["app"]                               CMD ["app"]

    On Alpine it is ``/bin/ash``, which is its sh. Debian and Ubuntu have bash in every image. ``-e`` is
    not added: more than pipes would change.

    ## Where SHELL goes

    Once in a stage, before the first RUN that profits, and it stays for what follows and for the stages
    built on that one. Where something behind it had better not have it, ``SHELL ["/bin/sh", "-c"]`` stands
    before that, so that it runs as it did:

    * a RUN that bash may take otherwise than dash: escapes in ``echo``, ``echo -e``, ``{a,b}``, ``[[``,
      ``==``, ``$RANDOM`` and other variables of bash, ``set -e`` with several commands inside ``$( )``, a
      script read in with ``.``, BASH_ENV;
    * a RUN with a pipe that pipefail makes worse, see below;
    * CMD, ENTRYPOINT and HEALTHCHECK in shell form, on Alpine only those with a pipe. For HEALTHCHECK the
      SHELL at the end of the image counts, also where it stands before;
    * the end of a final stage that starts nothing: other images are built on it and get its SHELL. So it
      does where a compose file starts or checks the image by something with a pipe. What is built on an
      image that does start something gets its SHELL as well.

    Nothing is added before a RUN in JSON, one that begins with ``set -o pipefail``, or a here-document with
    its own ``#!``, which BuildKit runs as a file: SHELL does not count there.

    ## Which pipes

    Those whose left sides are known to succeed exactly when all is well (curl, ``wget -O-``, echo, cat,
    filters, ``gpg --dearmor``, ``poetry export``, ``pip freeze`` …), and whose right sides read to the end
    (tar, shells, ``python -``, gpg, tee, xargs, ``apt-key add -``, ``pip install -r /dev/stdin`` …). All
    other pipes that the shell hears keep their RUN under sh, and DFM611 says why: grep that may find nothing,
    find, ls, apt-cache, what hides its complaints in /dev/null; head, ``grep -q``, ``sed q``, which leave
    before the other side is done, so that it fails (SIGPIPE); pipes that decide something (``if``, ``||``,
    ``!``), those in functions, and those of compound commands. To review: a script that a shell reads from
    curl and that ends itself before its last line may leave curl with a rest, which then fails.

    A ``$(a | b)`` among the words of a command does not count: no shell asks how it ended. The one in
    ``x=$(a | b)`` does. Where the script goes on after any failure (``;`` or a line end, without
    ``set -e``), pipefail alone changes nothing, which is noted.

    It is left alone, with the reason, where the base image is not known (it may have no bash, or a SHELL
    of its own), where SHELL is set already, where another shell is made /bin/sh, and beside ONBUILD.

    Podman and Buildah leave SHELL out, with a warning, when they build in OCI format (newer ones only out of
    the image: buildah's pull request 6695). Then the build does what it did before: nothing here needs bash.

    The facts are those of the Dockerfile reference, of hadolint's rule, BuildKit's dockerfile2llb and the
    health.go of Docker's daemon (2026-11-29), and of dash 0.5.12, bash 5.2 and busybox 1.35, in which
    they were tried.
    """
    if not concerns_python(dockerfile):
        return
    kept: set[int] = set()
    for stage in dockerfile.stages:
        if not any(each.index in kept for each in dockerfile.lineage(stage)):
            yield from _Piped(dockerfile, ctx, stage).findings(kept)


@dataclass(frozen=True, slots=True)
class _End:
    """Where SHELL ends: `before` an instruction or behind the last one; `why` is empty where it stays."""

    why: str = ""
    before: Instruction | None = None

    @property
    def where(self) -> str:
        """What a reader is told of the place."""
        place = f"before {named_line(self.before.line)}" if self.before else "at the end of the stage"
        return f"sh is back {place}"


@dataclass(frozen=True)
class _Piped:
    """One stage and what it runs through its shell."""

    dockerfile: Dockerfile
    ctx: Context
    stage: Stage

    def findings(self, kept: set[int]) -> Iterator[Finding]:
        """Give the findings; a stage that keeps the new SHELL to its end goes into `kept`."""
        runs = [one for one in self.stage.of("RUN") if not self._hears(one)]
        first = next((one for one in runs if self._profits(one)), None)
        end = self._end(first) if first else _End()
        mended = [one for one in runs if first and first.line <= one.line and _is_before(one, end)]
        if first:
            heard = dict.fromkeys(name for one in mended for name in self._under(one).heard)
            yield Change(
                HEARD, first.line, _reason(tuple(heard), end), self._edits(first, end), Safety.REVIEW
            )
        if first and not end.why:
            kept.add(self.stage.index)
        for one in runs:
            if one not in mended:
                yield from self._left(one, end)

    @cached_property
    def _base(self) -> KnownBase | None:
        return known_base(self.dockerfile, self.stage, self.ctx.knowledge)

    def _under(self, one: Instruction) -> UnderPipefail:
        return under_pipefail(self.dockerfile, one, bash=self._base is None or not self._base.alpine)

    def _hears(self, one: Instruction) -> bool:
        return "pipefail" in (shell_at(self.dockerfile, one) or ())

    def _profits(self, one: Instruction) -> bool:
        found = self._under(one)
        return bool(found.heard) and not found.against and not self._obstacle(one)

    def _obstacle(self, one: Instruction) -> str:
        """Say why no SHELL may stand before an instruction, whatever that is."""
        if shell_at(self.dockerfile, one) is not None:
            return "SHELL is set, without pipefail"
        if self._base is None:
            return "the base image is not known, nor whether it has bash or sets a SHELL"
        related = (*self.dockerfile.lineage(self.stage), *self._heirs)
        if any(each.of("ONBUILD") for each in related):
            return "ONBUILD has other images run its commands through SHELL"
        texts = (self.dockerfile.source.slice(run.span) for each in related for run in each.of("RUN"))
        if any(_OTHER_SH.search(text) for text in texts):
            return "another shell becomes /bin/sh here"
        return ""

    @cached_property
    def _heirs(self) -> tuple[Stage, ...]:
        """The stages that are built on this one."""
        stages = self.dockerfile.stages[self.stage.index + 1 :]
        return tuple(each for each in stages if self.stage in self.dockerfile.lineage(each))

    def _end(self, first: Instruction) -> _End:
        """Find where what is behind `first` wants its sh back."""
        for one in self.stage.instructions:
            if one.line > first.line and one.keyword == "SHELL":
                return _End()
            if one.line > first.line and (against := self._under(one).against):
                return _End(against, one)
        return _End(next(self._of_heirs(), ""))

    def _of_heirs(self) -> Iterator[str]:
        """Give what a SHELL that stays in the image would reach and should not."""
        for heir in self._heirs:
            for one in heir.instructions:
                if one.keyword == "SHELL":
                    break
                if against := self._under(one).against:
                    yield f"{named_line(one.line)}, {against}"
        if self.dockerfile.final not in (self.stage, *self._heirs):
            return
        if started(self.dockerfile, self.ctx.build) is None or self.ctx.standing:
            yield "other images may be built on this one"
        for each in self.dockerfile.lineage(self.dockerfile.final):
            if any(self._under(check).against for check in each.of("HEALTHCHECK")):
                yield "HEALTHCHECK starts through the shell that is set last"
        for start in self.ctx.starts:
            if any(pipelines(start.script)):
                yield f"{start.file}:{start.line}, where a check may have a pipe"

    def _edits(self, first: Instruction, end: _End) -> tuple[Edit, ...]:
        alpine = self._base is not None and self._base.alpine
        edits = insert_before(self.dockerfile, first, self._shell(_ASH if alpine else _BASH, first))
        if end.before is not None:
            return (*edits, *insert_before(self.dockerfile, end.before, self._shell(_SH, end.before)))
        last = self.stage.end
        return (*edits, *insert_after(self.dockerfile, last, self._shell(_SH, last))) if end.why else edits

    def _shell(self, words: tuple[str, ...], at: Instruction) -> str:
        indent = self.dockerfile.source.text[at.lines.start : at.span.start]
        keyword = Style.of(self.dockerfile).keyword("SHELL")
        return f"{indent if indent.isspace() else ''}{keyword} [{', '.join(map(json_word, words))}]"

    def _left(self, one: Instruction, end: _End) -> Iterator[Finding]:
        found = self._under(one)
        if found.piped:
            why = found.against or self._obstacle(one) or f"{end.where}: {end.why}"
            message = f"a failure on the left of a pipe is not heard: {why}"
            hint = _BY_FILE if found.against else _BY_HAND
            yield (
                Refusal(LEFT, one.line, message, hint, False)
                if found.heard
                else Note(LEFT, one.line, message, hint)
            )
        elif loud := _loud(found.passed):
            message = f"where {' or '.join(loud)} fails in a pipe, the script goes on, pipefail or not"
            yield Note(LEFT, one.line, message, "begin it with set -e, or join its commands with &&")


def _is_before(one: Instruction, end: _End) -> bool:
    return end.before is None or one.line < end.before.line


def _loud(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in NEVER_FAIL)


def _reason(heard: tuple[str, ...], end: _End) -> str:
    reason = (
        f"the build ends where {' or '.join(_loud(heard))} fails; a pipe alone tells how its right side ended"
    )
    if not _loud(heard):
        reason = f"{' and '.join(heard)} hardly fails, but linters ask for pipefail before a pipe (DL4006)"
    return f"{reason}; {end.where}: {end.why}" if end.why else reason
