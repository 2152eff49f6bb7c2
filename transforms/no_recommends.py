"""Installations by apt-get without packages that nobody named."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Bare,
    BareInstalls,
    Change,
    Context,
    Dockerfile,
    Finding,
    Phase,
    Refusal,
    Rule,
    Safety,
    concerns_python,
    transform,
)

BARE = Rule("DFM620", "no-recommended-packages", "apt-get installs what is named, and nothing beside it.")
KEPT = Rule("DFM621", "recommended-packages-kept", "An installation keeps what is recommended, and why.")


@transform("no-recommends", phase=Phase.RUNTIME, order=4, rules=(BARE, KEPT), default=False)
def no_recommends(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Install with apt-get what is named, and nothing that others recommend. Runs when selected.

    What packages recommend comes into the image and nobody has asked for it (hadolint DL3015). Some of it
    is needed all the same: that is named from now on, and the rest stays away::

        RUN apt-get update \                  RUN apt-get update \
            && apt-get install -y \               && apt-get install -y --no-install-recommends \
            gcc                                   gcc libc6-dev

    Here ``gcc`` recommends ``libc6-dev``, without which it compiles nothing, and that one the manual pages of
    its functions, which nobody reads in an image.

    * **Nothing would be missing:** the option is added, the image is the same.
    * **What would be missing is of no use** in a build or an image (manual pages, translations, what is for
      building Debian packages or for a machine that starts): the option is added, for review, and the
      reason names it. Not where the file, or a script that it runs, has a word for which it may be needed
      (``ldap`` for ``libldap-common``), or where another stage copies files of the system out of this one.
    * **It may be needed:** up to three such packages are named behind those of the file. More of them are
      a refusal that names them (DFM621), and so is one that would stay when the file removes packages.

    It is opt-in, as a part of ``--harden``: also where the option changes nothing today, it is the owner's
    to say that what Debian recommends tomorrow is not to come.

    Left with the reason (DFM621): images other than the official ``python`` and ``debian`` on Debian 11 to 13
    (what Ubuntu recommends is another list), packages that no table knows, by variable, by file, of
    another release or architecture, and all installations behind something that may give apt other
    packages: sources that are added, copied or written, ``dpkg -i``, a script that nobody has read. Left
    alone: files that speak of ``APT::Install-Recommends``, installations with ``--install-recommends``,
    through ``xargs``, in the JSON form or with ``build-dep``.

    The option goes behind ``install`` and its ``-y``, or between them where the file does so elsewhere.
    ``apt install`` with the option becomes ``apt-get`` then (DFM793).

    A tag without a release (``python:3.12-slim``) is on the last release that its Python got, and is to
    name nothing that the release before did not have: it moves on one day. One with a patch version
    (``3.12.4-slim``) or a digest may be on any since bullseye: all are asked. What is recommended comes
    from apt itself, by the package lists of bullseye, bookworm and trixie in images that hold what the tables
    say (the head of ``recommends.toml``); what is of no use, from the descriptions of the packages
    (``dispensable.toml``).
    """
    if not concerns_python(dockerfile):
        return
    named: dict[int, tuple[str, ...]] = {}
    for stage in dockerfile.stages:
        said: set[str] = set()
        for each in BareInstalls(dockerfile, stage, ctx.knowledge, ctx.build, named).all():
            if isinstance(each, Bare):
                yield _change(each)
            elif each.reason not in said:
                said.add(each.reason)
                message = f"keeps recommended packages: {each.reason}"
                yield Refusal(KEPT, each.line, message, each.hint, blocking=False)


def _change(bare: Bare) -> Change:
    parts = [f"no longer installed: {_listed(bare)}"] if bare.missing else []
    if bare.named:
        parts.append(f"recommended before, and named now: {', '.join(bare.named)}")
    if not parts:
        reason = "nothing else is recommended that the image does not have"
        return Change(BARE, bare.line, reason, bare.edits)
    return Change(BARE, bare.line, "; ".join(parts), bare.edits, Safety.REVIEW)


def _listed(bare: Bare) -> str:
    """Give what is missing by what it is: ``manual pages (manpages, manpages-dev), …``."""
    reasons = dict.fromkeys(bare.missing.values())
    names = {why: [name for name, other in bare.missing.items() if other == why] for why in reasons}
    return ", ".join(f"{why} ({', '.join(each)})" for why, each in names.items())
