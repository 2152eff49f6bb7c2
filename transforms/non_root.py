"""Gives the final image a user of its own where nothing in it needs root."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    AppFolders,
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Instruction,
    Knowledge,
    KnownBase,
    KnownService,
    Listening,
    MountedFolders,
    Note,
    NumberedUsers,
    OtherStarts,
    Phase,
    Refusal,
    RootNeed,
    Rule,
    Safety,
    Style,
    UsedDevices,
    WrittenBySource,
    add_flags,
    concerns_python,
    copy_parts,
    insert_after,
    insert_before,
    install_runs,
    installer_words,
    is_plain_shell,
    known_service,
    needs_of_the_build,
    needs_of_the_start,
    shell_at,
    shown_standing,
    transform,
    user_at,
)

USER = Rule(
    "DFM600", "non-root-user", "The container runs as a user of its own, by number.", alters=("USER",)
)
KEPT = Rule("DFM601", "root-kept", "The image stays with root, and why.")
BYTECODE = Rule("DFM602", "no-bytecode", "Who is not root cannot write the bytecode that uv leaves out.")

NUMBER = Rule("DFM603", "user-by-number", "USER says the number that a user surely has.", alters=("USER",))
MADE = Rule(
    "DFM604",
    "number-for-user",
    "A user or group that is made without a number says the one that it gets, and USER too.",
    alters=("USER",),
)

_ID = "10001"
_NAME = "app"
_ACTS = ("RUN", "COPY", "ADD", "WORKDIR")
_BY_NUMBER = "make the user with a number (useradd --uid), or ask the base image for it (id -u), and say that"


@transform(
    "non-root", phase=Phase.RUNTIME, order=1, rules=(USER, KEPT, BYTECODE, NUMBER, MADE), default=False
)
def non_root(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Give the final image a user of its own, by number, where nothing in it needs root. Runs when selected.

    A group and a user are made the way the base image has it, they own the folders that the
    application writes to (WORKDIR, VOLUME, what ``mkdir`` makes, caches that ENV names), and what is
    copied there is copied as theirs. USER stands behind the last instruction that needs root::

        FROM python:3.12-alpine                  FROM python:3.12-alpine
        WORKDIR /app                             WORKDIR /app
                                                 RUN addgroup -g 10001 app \
                                                     && adduser -D -u 10001 -G app app \
                                                     && chown app:app /app
        COPY requirements.txt .                  COPY --chown=10001:10001 requirements.txt .
        RUN uv pip install --system -r …         RUN uv pip install --system -r …
        COPY . .                                 COPY --chown=10001:10001 . .
                                                 USER 10001:10001
        CMD ["gunicorn", "app:app"]              CMD ["gunicorn", "app:app"]

    The number is for Kubernetes (``runAsNonRoot`` cannot check a name) and for DL3002 and DL3066.

    It is for review: what an application writes is not all in its Dockerfile, and volumes that exist keep
    the files of root. The image stays with root, with the reason, where a USER is set already; where the
    base image is not known; where other Dockerfiles of the repository stand on it; where programs are
    installed that do their work for root alone (nmap, tcpdump, iptables …); where an entrypoint changes the
    user itself (gosu, su-exec, su), gives files away or installs when it starts; for nginx, supervisord,
    cron and other daemons; for ports below 1024; where something lies in root's home
    (``pip install --user``, environments of Poetry and Pipenv, ``/root/…``); where a RUN may leave files
    that the application has to write; where a user was created but is not used; where the program or the
    working directory is not known; where a Compose file mounts a folder of the host, a socket, a secret or
    key that is not in the repository, or a volume that the image has no folder for, has the image run what
    needs root (to install something, to listen on a port below 1024), or makes the container privileged,
    gives it devices, capabilities, the host's processes or, to read, what is root's of the host. A mount of
    the source itself is noted, and so is what stands in a Compose file whose name says that it is for
    development (``override``, ``dev``, ``test`` …). It stays as well where the source names a path to write
    to (``MEDIA_ROOT``, ``UPLOAD_FOLDER``, a file of SQLite, a log) or writes to one (``open("/data/all.csv",
    "w")``) that no instruction makes, also one that it makes out of its own place
    (``Path(__file__).parents[4] / "logs"``); and where it opens what is not for everybody: devices, serial
    ones above all, raw sockets, or imports a module that is for them (``serial``, ``RPi.GPIO``, ``scapy``
    …).

    Where the file has users of its own, USER says them by number (DL3066), each for which it is known::

        RUN useradd --uid 1000 app               RUN useradd --uid 1000 app
        USER app                                 USER 1000
        …                                        …
        USER root                                USER 0

    Known is who one command makes with a constant number, in any case and so that the build fails where
    it cannot; and root, whoever the others are. Not where an account may get another number later, where
    ``/etc/passwd`` is written or copied in (with all of /etc or of another root), where a script makes
    it, or FROM scratch; ``root:root`` stays as it is. The group, further groups and HOME are still those
    of ``/etc/passwd``.

    A user without a number is given, in the command that makes it, the one that this command takes by
    itself, and so is a group that USER names (DFM604)::

        RUN useradd --create-home app            RUN useradd --uid 1000 --create-home app
        USER app                                 USER 1000

    That is certain on the official images of Python (also uv's made of them), Debian, Ubuntu and Alpine of
    which a release is known, where each command before is known, and each account: for people, since
    packages of a distribution make users for the system alone; for the system (``useradd --system`` on
    slim images, busybox's ``adduser -S``) only before the first package. Debian's ``adduser --system``
    stays: with a number it would take its group by another rule. How they count is read from the sources
    of shadow, adduser and busybox, who is there already from ``accounts.toml``. A user at the end of the
    file whose number is not known is noted.

    uv does not compile bytecode and such a user cannot write it beside the packages: then each start
    compiles them again, which is noted.
    """
    final = dockerfile.final
    if not concerns_python(dockerfile) or not final.instructions:
        return
    yield from _numbered(dockerfile, ctx.knowledge)
    if _has_user(dockerfile):
        return
    service = known_service(dockerfile, ctx.build, ctx.knowledge)
    if isinstance(service, str):
        yield Note(KEPT, final.from_.line, f"stays with root: {service}")
    elif standing := ctx.standing:
        message = f"stays with root: {shown_standing(standing)}, and may need root"
        yield Note(KEPT, final.from_.line, message, "set USER at the end of each")
    else:
        yield from _away_from_root(dockerfile, ctx, service)


def _away_from_root(dockerfile: Dockerfile, ctx: Context, service: KnownService) -> Iterator[Finding]:
    """Give the service its user, or say all that needs root in it."""
    line = service.start.line
    folders = AppFolders(dockerfile)
    mounted = MountedFolders(folders, ctx.build, ctx.repository, ctx.mounts, ctx.powers, ctx.secrets)
    listening = Listening(dockerfile, ctx.build, service.start)
    others = OtherStarts(folders, ctx.build, ctx.starts)
    needs = (
        *_of_places(dockerfile, folders),
        *mounted.needs(line),
        *needs_of_the_start(folders, listening),
        *others.needs(line),
        *needs_of_the_build(folders),
        *WrittenBySource(folders, listening.place).needs(line),
        *UsedDevices(listening.place).needs(line),
    )
    if needs:
        yield from _kept(needs)
        return
    edits = (*_account(dockerfile, service.base, folders), *_owned(dockerfile, folders), *_user(dockerfile))
    owned = ", ".join(folders.written)
    reason = (
        f"nothing here needs root: {_ID} runs it and owns {owned}; volumes that exist have to be given to it"
    )
    yield Change(USER, line, reason, edits, Safety.REVIEW)
    yield from _mounts_of_development(mounted, line)
    for each in others.of_development():
        message = f"{each.place} has it run what needs root: {each.what}"
        yield Note(USER, line, message, f'`user: "0"` for that service ({each.file})')
    yield from _bytecode(dockerfile)


def _mounts_of_development(mounted: MountedFolders, line: int) -> Iterator[Note]:
    for mount in dict.fromkeys(mounted.of_development()):
        message = f"{mount.place} mounts {mount.source} at {mount.target}, where {_ID} owns nothing"
        hint = f'what writes there needs root: `user: "0"` for that service ({mount.file})'
        yield Note(USER, line, message, hint)


def _numbered(dockerfile: Dockerfile, knowledge: Knowledge) -> Iterator[Finding]:
    users = NumberedUsers(dockerfile, knowledge)
    for one, number in users.numbers():
        text = one.value.text.strip()
        reason = f"{text} is {number}: `runAsNonRoot` and other hosts can check a number alone"
        if number.partition(":")[0] == "0":
            reason = f"{text} is {number}: said by number it needs no /etc/passwd to be checked"
        yield Change(NUMBER, one.line, reason, (_in_number(one, number),), Safety.REVIEW)
    made = users.unnumbered()
    for each in made:
        gives = ", ".join(f"{maker.program} gives {maker.name} {maker.number}" for maker in each.makers)
        edits = [maker.edit for maker in each.makers]
        edits += [_in_number(one, number) for one, number in each.users]
        reason = f"{gives} anyway: it says so now, and so does USER"
        yield Change(MADE, each.makers[0].line, reason, tuple(edits), Safety.REVIEW)
    last = users.last()
    if last is not None and all(last.span != one.span for each in made for one, _ in each.users):
        message = f"USER {last.value.text.strip()} is no number, and the file does not tell which it has"
        yield Note(NUMBER, last.line, message, _BY_NUMBER)


def _in_number(one: Instruction, number: str) -> Edit:
    start = one.value.offset(0)
    return Edit(start, start + len(one.value.text.rstrip()), number)


def _has_user(dockerfile: Dockerfile) -> bool:
    """Tell whether a USER of this file is in force at its end that is not root."""
    last = dockerfile.final.end
    if last.keyword == "USER":
        return last.value.text.partition(":")[0] not in ("root", "0")
    return user_at(dockerfile, last) not in ("", "root", "0")


def _of_places(dockerfile: Dockerfile, folders: AppFolders) -> Iterator[RootNeed]:
    last = folders.instructions[-1]
    for one in folders.instructions:
        if one.keyword == "USER":
            yield RootNeed(
                one.line, f"USER {one.value.text} is there on purpose", "replace it by a user of your own"
            )
    if folders.workdir is None or folders.workdir not in folders.written:
        where = folders.workdir or "a folder that is not known before the build"
        yield RootNeed(
            last.line, f"it is started in {where}, which cannot be given away", "set a WORKDIR of its own"
        )
    for one, path in folders.copied():
        chown = copy_parts(one).chown
        if path is not None and chown is not None:
            yield RootNeed(one.line, f"{path} is copied for {chown} already", "add USER for it")
    if not is_plain_shell(shell_at(dockerfile, last)):
        yield RootNeed(last.line, "SHELL is no plain shell", "create the user by hand")


def _kept(needs: tuple[RootNeed, ...]) -> Iterator[Finding]:
    for need in dict.fromkeys(needs):
        yield Refusal(KEPT, need.line, f"stays with root: {need.what}", need.way_out, blocking=False)


def _account(dockerfile: Dockerfile, base: KnownBase, folders: AppFolders) -> tuple[Edit, ...]:
    """Give the RUN that makes the user, before what is copied so that it stays cached."""
    style = Style.of(dockerfile)
    if base.alpine:
        made = (f"addgroup -g {_ID} {_NAME}", f"adduser -D -u {_ID} -G {_NAME} {_NAME}")
    else:
        made = (f"groupadd -g {_ID} {_NAME}", f"useradd -m -u {_ID} -g {_NAME} {_NAME}")
    paths = " ".join(folders.written)
    place, behind = _place(dockerfile)
    there = _is_there(folders, place, behind=behind)
    absent = [path for path in folders.written if not (there and path == folders.workdir)]
    folder = (f"mkdir -p {' '.join(absent)}",) if absent else ()
    text = f"{style.keyword('RUN')} {style.chain(*made, *folder, f'chown {_NAME}:{_NAME} {paths}')}"
    return insert_after(dockerfile, place, text) if behind else insert_before(dockerfile, place, text)


def _is_there(folders: AppFolders, place: Instruction, *, behind: bool) -> bool:
    """Tell whether the working directory exists behind an instruction, or before it."""
    settings = [one.span.start for one in folders.instructions if one.keyword == "WORKDIR"]
    return bool(settings) and settings[-1] < (place.span.end if behind else place.span.start)


def _place(dockerfile: Dockerfile) -> tuple[Instruction, bool]:
    """Give the instruction behind which the RUN goes (or before: False): not beside another RUN.

    Behind the folders that it gives away, or else before them: then it makes them itself.
    """
    found = dockerfile.final.instructions
    last = _last_act(dockerfile)
    made = [index for index, one in enumerate(found) if one.keyword == "RUN" and "mkdir" in one.value.text]
    first = max([*(index for index, one in enumerate(found) if one.keyword == "WORKDIR"), *made], default=-1)
    earlier = range(first) if not made else range(0)
    # what is changed behind VOLUME is lost where not BuildKit builds
    volume = next((index for index in earlier if found[index].keyword == "VOLUME"), 0)
    for index in (*reversed(range(volume)), *range(max(first, 0), last + 1), *earlier):
        keywords = [one.keyword for one in found[index : index + 2]]
        if "RUN" not in keywords:
            return found[index], True
    if not made and found[0].keyword != "RUN":
        return found[0], False
    return (found[last], True) if last >= 0 else (found[0], False)


def _last_act(dockerfile: Dockerfile) -> int:
    found = dockerfile.final.instructions
    return max((index for index, one in enumerate(found) if one.keyword in _ACTS), default=-1)


def _owned(dockerfile: Dockerfile, folders: AppFolders) -> Iterator[Edit]:
    for one, _ in folders.copied():
        yield from add_flags(dockerfile, one, [f"--chown={_ID}:{_ID}"], inline=True)


def _user(dockerfile: Dockerfile) -> tuple[Edit, ...]:
    text = f"{Style.of(dockerfile).keyword('USER')} {_ID}:{_ID}"
    found = dockerfile.final.instructions
    index = _last_act(dockerfile) + 1
    return (
        insert_before(dockerfile, found[index], text)
        if index < len(found)
        else insert_after(dockerfile, found[-1], text)
    )


def _bytecode(dockerfile: Dockerfile) -> Iterator[Finding]:
    environment = dockerfile.environment(dockerfile.final.end).env
    if "PYTHONDONTWRITEBYTECODE" in environment or "UV_COMPILE_BYTECODE" in environment:
        return
    for run in (
        run for stage in dockerfile.lineage(dockerfile.final) for run in install_runs(dockerfile, stage)
    ):
        words = [installer_words(command) for command in run.commands]
        compiles = "UV_COMPILE_BYTECODE" in run.instruction.value.text
        if not compiles and any(each[0] == "uv" and "--compile-bytecode" not in each for each in words):
            hint = "compile-bytecode = true in the settings, or --compile-bytecode: pip did so"
            message = (
                f"uv leaves no bytecode and {_ID} cannot write it: every start compiles the packages again"
            )
            yield Note(BYTECODE, run.instruction.line, message, hint)
            return
