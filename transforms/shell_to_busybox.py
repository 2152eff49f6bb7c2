"""Shell commands written for Debian, in the words of Alpine's busybox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migrator.api import (
    STARTERS,
    AlpineStage,
    Change,
    Context,
    Dockerfile,
    Finding,
    Fix,
    Need,
    Note,
    Obstacle,
    Phase,
    Placed,
    Refusal,
    Remark,
    Rule,
    Safety,
    Topic,
    lacking,
    moved_stages,
    placed,
    stage_records,
    system_numbers,
    transform,
)

_VARIABLES = (
    *("ENV LD_PRELOAD", "ENV LD_LIBRARY_PATH", "ENV LIBRARY_PATH", "ENV PKG_CONFIG_PATH", "ENV JAVA_HOME"),
    "ENV TESSDATA_PREFIX",
    *("ENV PATH", "ENV PYSPARK_PYTHON", "ENV PYSPARK_DRIVER_PYTHON"),
)

ACCOUNT = Rule(
    "DFM350", "account-command", "Users and groups are made with busybox's adduser and addgroup.", STARTERS
)
OPTION = Rule(
    "DFM351", "busybox-option", "An option that busybox does not take is written as the one it has.", STARTERS
)
COMMAND = Rule("DFM352", "missing-command", "A command that the Debian image had is installed.", STARTERS)
PATH = Rule(
    "DFM353",
    "debian-path",
    "A path of Debian becomes the one that Alpine has.",
    (*STARTERS, *_VARIABLES),
)
ECHO = Rule("DFM354", "echo-escapes", "echo gets -e where dash would have expanded its escapes.", STARTERS)
SERVICE_USER = Rule("DFM355", "service-user", "www-data is created: Alpine has the group only.")
NO_COUNTERPART = Rule("DFM356", "no-counterpart", "Alpine has nothing that does what a command does.")
ALPINE_DIFFERS = Rule(
    "DFM357",
    "alpine-differs",
    "Something is not the same on Alpine; nothing is changed for it.",
    about_result=True,
)
MACHINERY = Rule("DFM358", "debian-machinery", "Commands that only Debian has a use for are taken out.")

_TOPICS: Mapping[Topic, Rule] = {
    Topic.ACCOUNT: ACCOUNT,
    Topic.OPTION: OPTION,
    Topic.COMMAND: COMMAND,
    Topic.PATH: PATH,
    Topic.ECHO: ECHO,
    Topic.SERVICE_USER: SERVICE_USER,
    Topic.MACHINERY: MACHINERY,
}


@transform(
    "shell-to-busybox",
    phase=Phase.PACKAGES,
    order=1,
    bundle="alpine",
    rules=(ACCOUNT, OPTION, COMMAND, PATH, ECHO, SERVICE_USER, NO_COUNTERPART, ALPINE_DIFFERS, MACHINERY),
)
def shell_to_busybox(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Make the commands of a stage that moved to Alpine do there what they did on Debian.

    python:alpine has busybox in place of bash, the GNU tools and Debian's account commands. Only
    stages that this migration has moved are looked at: what was on Alpine before, works as it is.

        RUN groupadd -r app && useradd -r -u 1001 -g app -G www-data app
        RUN rm --recursive --force /tmp/build && echo "a\nb" > /etc/app.conf
        HEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1
        ENTRYPOINT ["/app/start.sh"]                                     # begins with #!/bin/bash

    becomes

        RUN apk add --no-cache bash curl
        RUN addgroup -S app && adduser -S -D -H -u 1001 -G app app && addgroup app www-data
        RUN rm -r -f /tmp/build && echo -e "a\nb" > /etc/app.conf
        HEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1
        ENTRYPOINT ["/app/start.sh"]

    * Accounts: useradd, groupadd, usermod, Debian's adduser and their like are written for busybox;
      where busybox cannot do it, the package shadow is installed and the stage's commands stay.
      www-data is created where it is used. A user of the system keeps the number that useradd gave it where
      that is certain, since volumes and manifests may know it; where not, a note says so. Its group gets
      another number: 999 is taken on Alpine.
    * Options that busybox lacks get their short form, or the GNU package is installed.
    * Commands that the Debian image brought along and that RUN, CMD, ENTRYPOINT, HEALTHCHECK or the
      scripts they start call (bash, curl, git, openssl, …) are installed; ``poetry run``, ``uv run`` and
      the like, PATH, variables of the image and what a RUN of the stage moves or links are followed.
      Compilers and PyInstaller's objdump go again with their RUN; libstdc++ stays for what was compiled.
    * echo gets -e where dash expanded escapes; locale-gen and the like are taken out, and with them the
      COPY of their data to another stage.
    * Paths such as /usr/bin/tini and /usr/lib/x86_64-linux-gnu become Alpine's, and so does /usr/bin/sleep:
      it is in /bin on Alpine before 3.23, and Debian has both as one folder. Those of programs that the
      stage puts there itself stay.

    Refuses where Alpine has nothing to offer: services started by init scripts, libraries named by
    Debian's path, scripts of the build context that call a program by it, packages of R, accounts that
    exist already under that name or number, a start that only the build or the container knows beside a
    script for bash, a COPY of what only a Debian stage had (/etc/timezone), plugins that uwsgi compiles
    (``uwsgi --build-plugin``): the headers left with the RUN that installed it.

    Facts: the option strings of busybox 1.37, and 668 command lines and 150 account, locale and shell
    commands run on it with Alpine's configuration; the package lists of the official images; the folders that
    busybox names for its commands (``program-paths.toml``).
    """
    brought: dict[int, frozenset[str]] = {}
    numbers: Mapping[str, str] | None = None
    for moved in moved_stages(dockerfile, ctx.original, ctx.knowledge):
        numbers = system_numbers(ctx.original, ctx.knowledge) if numbers is None else numbers
        view = AlpineStage(dockerfile, ctx.build, ctx.knowledge, moved, ctx.starts, numbers)
        records = tuple(dict.fromkeys(stage_records(view)))
        below = {name for each in dockerfile.lineage(moved.stage) for name in brought.get(each.index, ())}
        needs = lacking([record for record in records if isinstance(record, Need)], below)
        places = tuple(placed(dockerfile, needs))
        brought[moved.stage.index] = frozenset(_lasting(places))
        for place in places:
            yield _refused(place) if isinstance(place, Obstacle) else _installed(place)
        for record in records:
            if not isinstance(record, Need):
                yield _finding(record)


def _lasting(places: Iterable[Placed | Obstacle]) -> Iterator[str]:
    """Give the packages that stages built on this one find there."""
    for place in places:
        if isinstance(place, Placed) and not place.passing:
            yield from place.packages


def _installed(place: Placed) -> Change:
    return Change(COMMAND, place.line, f"install {place.reason}", place.edits)


def _refused(obstacle: Obstacle) -> Refusal:
    return Refusal(NO_COUNTERPART, obstacle.line, obstacle.message, obstacle.hint)


def _finding(record: Fix | Remark | Obstacle) -> Finding:
    if isinstance(record, Obstacle):
        return _refused(record)
    if isinstance(record, Remark):
        return Note(ALPINE_DIFFERS, record.line, record.message, record.hint)
    safety = Safety.REVIEW if record.review else Safety.SAFE
    return Change(_TOPICS[record.topic], record.line, record.reason, record.edits, safety)
