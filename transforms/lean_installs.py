"""Installs without leaving caches, indexes and endless logs in the image."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrator.api import (
    Change,
    Command,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Instruction,
    LeftBehind,
    Phase,
    Rule,
    Safety,
    concerns_python,
    known_base,
    script_at,
    transform,
)

_Edits = Callable[[Instruction, Command], tuple[Edit, ...]]

PIP_CACHE = Rule("DFM790", "pip-cache", "pip leaves no cache of what it downloads in the layer.")
APK_CACHE = Rule("DFM791", "apk-cache", "apk leaves no index in the layer.")
APT_LISTS = Rule("DFM792", "apt-lists", "apt leaves no package lists in the layer.")
APT_GET = Rule("DFM793", "apt-get", "apt-get is apt for scripts.")
APT_YES = Rule("DFM796", "apt-yes", "apt-get asks nothing.")
WGET_LOG = Rule("DFM794", "wget-progress", "wget tells of its progress in few lines.")

DNF_CACHE = Rule("DFM795", "dnf-cache", "dnf and yum leave no cache in the layer.")


@transform(
    "lean-installs",
    phase=Phase.RUNTIME,
    order=7,
    rules=(PIP_CACHE, APK_CACHE, APT_LISTS, APT_GET, WGET_LOG, DNF_CACHE, APT_YES),
)
def lean_installs(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Leave no caches, indexes and endless logs behind where a package manager stays as it is.

    What is installed stays the same::

        RUN pip install -r requirements.txt       RUN pip install --no-cache-dir -r requirements.txt
        RUN apk add git                           RUN apk add --no-cache git
        RUN apt-get update \                      RUN apt-get update \
            && apt-get install -y git                 && apt-get install -y git \
                                                      && rm -rf /var/lib/apt/lists/*
        RUN apt remove -y git                     RUN apt-get remove -y git
        RUN wget https://…/tool.zip               RUN wget --progress=dot:giga https://…/tool.zip

    * **DFM790** (hadolint DL3042): not where ``--cache-dir``, a cache mount, ``PIP_CACHE_DIR`` or
      ``PIP_NO_CACHE_DIR`` says otherwise, or something in the file names pip's cache. pip knows the
      option since 6.0 (2014): so only on the official Python image, Alpine, Debian and Ubuntu since 2016,
      images whose name tells such a release or that have ``dnf``, Python since 3.6, behind ``get-pip.py``
      or an upgrade of that pip, and where the file itself gives it to pip in the same stage or below. A
      short form, ``--no-cache``, is written out: linters do not know it.
    * **DFM791** (DL3019): on Alpine, where no cache is mounted and nothing reads ``/var/cache/apk``.
    * **DFM792** (DL3009): the lists go at the end of the RUN that fetched them. Not where a later RUN
      installs with apt and nothing has fetched them anew before, takes out a package that no RUN put in
      (apt-get fails where the lists do not know it either), or runs a script that may do so, in an
      image on which other Dockerfiles of the repository stand, nor where a cache is mounted, apt is
      called by ``sudo``, something runs in the background or is to go on after a failure (``||``), the
      RUN ends with ``exit`` or cleans up itself (``distclean``), or its last command is a subshell with a
      ``set -e`` of its own, which would not hold before ``&&``.
    * **DFM793** (DL3027): for ``update``, ``remove``, ``purge``, ``autoremove``, ``clean`` and
      ``install --no-install-recommends``, which do the same in both; ``apt upgrade`` does not, and a RUN
      with it stays. An ``install`` with recommended packages or without ``-y`` stays too: DL3015 or DL3014
      would be said of it anew.
    * **DFM794** (DL3047): on Debian and Ubuntu, where wget is GNU's.
    * **DFM795** (DL3040, DL3032): ``dnf clean all`` at the end of the RUN, also for ``microdnf`` and ``yum``.
      Not where a cache is mounted or the file names it, packages are only downloaded, ``sudo`` calls, the RUN
      cleans up itself, or its commands hang together by anything but ``&&``.
    * **DFM796** (DL3014): in a build nobody answers, and what has to ask ends it. Not where something
      answers (``yes |``), or apt's configuration does.

    A base image that is not known is Debian's where the stage, or one below it, calls apt. Recommended
    packages (DL3015) are for ``--harden``, which leaves them out where it can be told what is missing then
    (DFM620).
    """
    if not concerns_python(dockerfile):
        return
    heirs = bool(ctx.standing)
    for stage in dockerfile.stages:
        left = LeftBehind(dockerfile, stage, known_base(dockerfile, stage, ctx.knowledge), heirs)
        for one in stage.of("RUN"):
            yield from _run(left, one)


def _run(left: LeftBehind, one: Instruction) -> Iterator[Finding]:
    commands = script_at(left.dockerfile, one).commands
    yield from _each(PIP_CACHE, one, "pip install --no-cache-dir", commands, left.pip_cache)
    if left.base is not None and left.base.alpine:
        yield from _each(APK_CACHE, one, "apk add --no-cache", commands, left.apk_cache)
    if edits := left.dnf_cache(one):
        yield Change(
            DNF_CACHE, one.line, "the next dnf or yum fetches what it needs anew", edits, Safety.REVIEW
        )
    if not left.is_debian:
        return
    if edits := left.apt_lists(one):
        reason = "the lists are of no use in the image, and the next build fetches them anew"
        yield Change(APT_LISTS, one.line, reason, edits, Safety.REVIEW)
    if edits := left.apt_get(one):
        yield Change(APT_GET, one.line, "apt-get does the same and is made for scripts", edits)
    yield from _each(APT_YES, one, "apt-get install -y", commands, left.apt_yes)
    yield from _each(WGET_LOG, one, "wget --progress=dot:giga", commands, left.wget_log)


def _each(
    rule: Rule, one: Instruction, what: str, commands: tuple[Command, ...], edits_of: _Edits
) -> Iterator[Finding]:
    edits = tuple(edit for command in commands for edit in edits_of(one, command))
    if edits:
        yield Change(rule, one.line, f"{what}: nothing else changes", edits)
