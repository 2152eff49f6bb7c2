"""Notes what makes a build cache serve old code, and what makes one build differ from the next."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator.api import (
    BuildContext,
    Command,
    Context,
    Dockerfile,
    EffectsOf,
    Finding,
    ImageReference,
    InstallRun,
    Instruction,
    Note,
    Phase,
    Rule,
    RunJoiner,
    Script,
    Stage,
    Surroundings,
    bind_mounts,
    cloned_branch,
    concerns_python,
    copy_parts,
    effects_of,
    first_few,
    install_runs,
    installer_words,
    is_source_copy,
    is_uv_unpinned,
    is_versioned,
    moving_git,
    moving_image,
    moving_url,
    named_line,
    picks_commit,
    re,
    required,
    script_at,
    shown,
    transform,
    unwrap,
)

CLONE = Rule("DFM520", "clone-of-branch", "A layer keeps what a branch was when it was built.")
DOWNLOAD = Rule("DFM521", "moving-download", "A layer keeps what an address gave when it was built.")
REQUIREMENT = Rule("DFM522", "requirement-of-branch", "A requirement follows a branch of a repository.")
REMOTE_ADD = Rule("DFM523", "remote-add", "ADD of an address takes whatever it gives on the day.")
IMAGE = Rule("DFM524", "moving-image", "An image without a fixed tag is another one in the next build.")
INDEX = Rule("DFM525", "index-alone", "A package index in a layer of its own grows old in the cache.")
NO_IGNORE = Rule("DFM527", "no-dockerignore", "Nothing keeps out of the image what lies beside the source.")
BAKED = Rule("DFM526", "source-twice", "Source is copied over source that is in the image already.")

_SHOWN = 70
_PIP_TO_UV = frozenset({"pip-to-uv"})
_JOIN_RUNS = frozenset({"join-runs"})


@transform(
    "stale-code",
    phase=Phase.LAYERS,
    order=1,
    rules=(CLONE, DOWNLOAD, REQUIREMENT, REMOTE_ADD, IMAGE, INDEX, BAKED, NO_IGNORE),
)
def stale_code(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    """Note what makes a cache serve old code, and what makes one build differ from the next.

    A layer is built again only when its instruction or what it copies changes. What it fetched from
    elsewhere stays as it was, on this machine until the cache is pruned, on the next machine not at
    all: two builds of one commit differ, and a fix that was pushed yesterday is not in the image.

    ## What it notes

    * **DFM520**: `git clone` of a branch. Not noted where the same RUN checks out a commit, a tag or
      what a variable says. Where a later RUN does, that one may ask for a commit that the cached clone
      does not have yet.
    * **DFM521**: `curl` and `wget` of an address that moves by its name (`main`, `master`, `latest`,
      `nightly`) or is known to (`install.python-poetry.org`, `get-pip.py`, `deb.nodesource.com/setup_…`).
    * **DFM522**: `pip install git+https://…@main`, also in the requirements files that a RUN reads.
    * **DFM523**: `ADD https://…` without `--checksum` where the address names no version.
    * **DFM524**: a base image, or one that is copied from or mounted, with the tag `latest` or none;
      of uv's own pip-to-uv tells (DFM424).
    * **DFM525**: `RUN apt-get update` alone, where a later RUN installs without an update of its own
      and join-runs does not make one of both (DFM780).
    * **DFM526**: `COPY . DIR` into a folder that a clone, or the same COPY, has filled before: what the
      second does not have stays in the image.
    * **DFM527**: `COPY . .` without a `.dockerignore`, where no `.gitignore` tells what is not source; with
      one, the transform dockerignore offers the file.

    Each is noted once for an instruction, with the way out. Nothing is changed: which version is wanted
    only the owner knows.

    ## Where it knows that from

    The build cache rules and best practices of the Docker manual.
    """
    if not concerns_python(dockerfile):
        return
    for stage in dockerfile.stages:
        yield from _base(dockerfile, stage)
        for one in stage.instructions:
            if one.keyword == "RUN":
                yield from _fetched(dockerfile, stage, one)
            elif one.keyword in ("COPY", "ADD"):
                yield from _copied(dockerfile, stage, one, of_uv=not ctx.settings.wants(_PIP_TO_UV))
        yield from _requirements(dockerfile, stage, ctx.build)
        yield from _old_index(dockerfile, stage, _joined_lines(dockerfile, stage, ctx))
        yield from _baked(dockerfile, stage, ctx.build)
    yield from _unguarded(dockerfile, ctx.build)


# images and addresses


def _base(dockerfile: Dockerfile, stage: Stage) -> Iterator[Note]:
    image = dockerfile.base_image(stage) if dockerfile.parent(stage) is None else None
    if image is not None and (why := moving_image(image)):
        hint = f"name a version: {image.with_tag('VERSION')}, or add its digest"
        yield Note(IMAGE, stage.from_.line, why, hint)


def _copied(dockerfile: Dockerfile, stage: Stage, one: Instruction, *, of_uv: bool) -> Iterator[Note]:
    parts = copy_parts(one)
    if parts.from_ is not None and (of_uv or not is_uv_unpinned(parts.from_)):  # DFM424 says it
        yield from _taken_from(dockerfile, stage, one, parts.from_)
    for url in [word.text.strip("\"'") for word in parts.sources if "://" in word.text][:1]:
        git = re.split(r"[?#]", url)[0].endswith(".git")
        fixed = "#" in url if git else is_versioned(url) and moving_url(url) is None
        if one.flag("checksum") is None and not fixed:
            hint = "name a commit: …git#COMMIT" if git else "pin what it gives: ADD --checksum=sha256:…"
            yield Note(REMOTE_ADD, one.line, f"{_short(url)} may give something else in the next build", hint)


def _taken_from(dockerfile: Dockerfile, stage: Stage, one: Instruction, name: str) -> Iterator[Note]:
    if dockerfile.stage_named(name, stage) is not None or "$" in name:
        return
    try:
        image = ImageReference.parse(name)
    except ValueError:
        return
    if why := moving_image(image):
        yield Note(IMAGE, one.line, why, f"name a version: from={image.with_tag('VERSION')}")


# what a RUN fetches


def _fetched(dockerfile: Dockerfile, stage: Stage, one: Instruction) -> Iterator[Note]:
    script = script_at(dockerfile, one)
    for branch, url in _clones(script)[:1]:
        yield _cloned(dockerfile, stage, one, branch, url)
    for url, why in _downloads(script)[:1]:
        hint = "name a version in the address, and check what comes: echo 'SHA256  FILE' | sha256sum -c"
        yield Note(DOWNLOAD, one.line, f"{_short(url)}: {why}, the layer in the cache does not", hint)
    for parts in bind_mounts(one):
        if name := parts.get("from"):
            yield from _taken_from(dockerfile, stage, one, name)


def _clones(script: Script) -> list[tuple[str, str]]:
    """Give the branches that a script clones, each with its address."""
    found: list[tuple[str, str]] = []
    for command in script.commands:
        branch = cloned_branch(script, command)
        if branch is not None:
            texts = (word.text for word in unwrap(command).words)
            found.append(
                (branch, next((text for text in texts if "://" in text or "@" in text), "git clone"))
            )
    return found


def _cloned(dockerfile: Dockerfile, stage: Stage, one: Instruction, branch: str, url: str) -> Note:
    later = (each for each in stage.of("RUN") if each.line > one.line)
    for each in later:
        if any(picks_commit(command) for command in script_at(dockerfile, each).commands):
            there = named_line(each.line)
            message = f"{_short(url)}: this layer stays as it was cloned, and {there} may ask for more"
            return Note(CLONE, one.line, message, "clone and check out in one RUN")
    what = f"the branch {branch}" if branch else "the default branch"
    message = f"{_short(url)}: this layer keeps what {what} was when it was built, also when it has moved on"
    hint = "check out a commit in the same RUN (as ARG it breaks the cache by itself), or ADD URL.git#COMMIT"
    return Note(CLONE, one.line, message, hint)


def _downloads(script: Script) -> list[tuple[str, str]]:
    """Give the moving addresses that a script downloads from, each with why it moves."""
    found: list[tuple[str, str]] = []
    for command in script.commands:
        if posixpath.basename(unwrap(command).name or "") in ("curl", "wget"):
            urls = [(word.value or word.text).strip("\"'") for word in command.words]
            found += [(url, why) for url in urls if "://" in url and (why := moving_url(url))]
    return found


# what is installed


def _requirements(dockerfile: Dockerfile, stage: Stage, build: BuildContext) -> Iterator[Note]:
    for run in install_runs(dockerfile, stage):
        found = list(_following(dockerfile, build, run))
        if found:
            message = f"{first_few(found, 3)}: the layer keeps what the branch was when it was built"
            yield Note(
                REQUIREMENT, run.instruction.line, message, "pin a commit or tag: git+https://…@COMMIT"
            )


def _following(dockerfile: Dockerfile, build: BuildContext, run: InstallRun) -> Iterator[str]:
    seen: set[str] = set()
    for each in required(dockerfile, build, run).requirements:
        why = _moves(each.url)
        name = each.name or _repository(each.url)
        if why is None or name in seen:
            continue
        seen.add(name)
        own = each.origin == dockerfile.source.path
        yield f"{name}{'' if own else f' ({each.origin}:{each.line})'} {why}"


def _moves(url: str) -> str | None:
    """Say what a requirement follows, None for one that stays."""
    branch = moving_git(url)
    if branch is not None:
        return f"follows {branch or 'the default branch'}"
    why = moving_url(url)
    return f"comes from where {why}" if why else None


def _repository(url: str) -> str:
    """Give ``owner/name`` of a repository's address."""
    plain = re.split(r"[#?]", re.sub(r"//[^/@]*@", "//", url))[0].split("://", 1)[-1]
    return "/".join(re.sub(r"(?:\.git)?(?:@[^/]*)?\Z", "", plain).split("/")[1:]) or _short(url)


# package indexes


def _joined_lines(dockerfile: Dockerfile, stage: Stage, ctx: Context) -> tuple[frozenset[int], ...]:
    """Give the lines of the RUNs that join-runs makes one of, which then need no note."""
    if not ctx.settings.wants(_JOIN_RUNS):
        return ()
    groups = RunJoiner(dockerfile, ctx.original).groups(stage)
    return tuple(frozenset(run.line for run in group.runs) for group in groups)


def _old_index(dockerfile: Dockerfile, stage: Stage, joined: tuple[frozenset[int], ...]) -> Iterator[Note]:
    """Note an index update alone in a RUN whose lists a later RUN installs from."""
    waiting: Instruction | None = None
    for one in stage.of("RUN"):
        verbs = [verb for command in script_at(dockerfile, one).commands if (verb := _apt_verb(command))]
        together = waiting is not None and any({waiting.line, one.line} <= lines for lines in joined)
        if waiting is not None and verbs[:1] == ["install"] and not together:
            there = named_line(one.line)
            message = f"this index grows old in the cache; {there} installs from it and then finds nothing"
            hint = f"one RUN: apt-get update && what {there} does"
            yield Note(INDEX, waiting.line, message, hint)
        if verbs:
            waiting = one if set(verbs) == {"update"} else None


def _apt_verb(command: Command) -> str:
    words = installer_words(command)
    if words[:1] not in (("apt-get",), ("apt",), ("aptitude",)):
        return ""
    verb = next((word for word in words[1:] if not word.startswith("-")), "")
    return "install" if verb in ("upgrade", "dist-upgrade", "full-upgrade") else verb


# source over source


def _baked(dockerfile: Dockerfile, stage: Stage, build: BuildContext) -> Iterator[Note]:
    """Note a COPY of all source into a folder that a clone or another such COPY has filled."""
    effects = effects_of(dockerfile, build)
    filled: dict[str, tuple[int, str]] = {}
    for each in reversed(dockerfile.lineage(stage)):
        for one in each.instructions:
            for place, what in _filled(dockerfile, effects, one):
                earlier = filled.get(place)
                if earlier is not None and each is stage and one.keyword != "RUN":
                    before = f"{shown(place)} holds {earlier[1]} of {named_line(earlier[0])}"
                    message = f"{before}: what this COPY does not bring stays"
                    yield Note(BAKED, one.line, message, f"fill {shown(place)} once: drop one of the two")
                filled[place] = (one.line, what)


def _filled(dockerfile: Dockerfile, effects: EffectsOf, one: Instruction) -> Iterator[tuple[str, str]]:
    if is_source_copy(one, effects.build):
        if copy_parts(one).from_context == (".",):
            yield from ((place, "the source") for place in effects.of(one).makes)
    elif one.keyword == "RUN" and any(_is_clone(each) for each in script_at(dockerfile, one).commands):
        yield from ((place, "the clone") for place in effects.of(one).makes)


def _unguarded(dockerfile: Dockerfile, build: BuildContext) -> Iterator[Note]:
    if build.ignore_file or not Surroundings(build).says_nothing():
        return
    for one in dockerfile.instructions:
        if is_source_copy(one, build) and "." in copy_parts(one).from_context:
            message = "everything is copied: no .dockerignore and no .gitignore tells what is no source"
            hint = "keep out .git, .venv, **/__pycache__, .env as far as the build does not use them"
            yield Note(NO_IGNORE, one.line, message, hint)
            return


def _is_clone(command: Command) -> bool:
    words = [word.text for word in unwrap(command).words]
    return words[:1] == ["git"] and "clone" in words


def _short(url: str) -> str:
    """Give an address without credentials, cut where it is long."""
    plain = re.sub(r"//[^/@]*@", "//", url.strip("\"'"))
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"
