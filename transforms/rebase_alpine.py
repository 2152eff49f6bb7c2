"""Puts official Python images on Alpine, and their Python at 3.12 where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.api import (
    BaseImages,
    Change,
    Context,
    Dockerfile,
    Entry,
    Finding,
    Ground,
    Hindrance,
    Note,
    Phase,
    Point,
    PythonImage,
    RebasePlan,
    Refusal,
    Rule,
    Safety,
    against_alpine,
    base_images,
    rebase_report,
    shown_standing,
    torn_stages,
    transform,
    unlike_stages,
)

REBASE = Rule("DFM201", "debian-base", "The official Python image has a variant on Alpine.")
RAISE = Rule("DFM202", "old-python", "Nothing speaks against a newer Python.")
KEPT = Rule("DFM203", "python-kept", "Something speaks against a newer Python, so the minor version stays.")
WORDS = Rule(
    "DFM204",
    "python-paths",
    "Words that name the Python version follow when it is raised.",
    alters=("ENV", "CMD", "ENTRYPOINT", "HEALTHCHECK", "LABEL", "WORKDIR", "VOLUME"),
)
DIGEST = Rule("DFM205", "digest-dropped", "A digest pins the old image, so it cannot stay.")
NOT_OFFICIAL = Rule(
    "DFM206", "not-official", "Only the official Python image is known to have an Alpine variant."
)
DYNAMIC = Rule("DFM207", "dynamic-base", "A base image that only the build knows cannot be replaced.")
REQUIREMENT = Rule("DFM208", "needs-glibc", "A requirement cannot be installed on musl.")
BINARY = Rule("DFM209", "glibc-binary", "Something in the file was built for glibc, or it cannot be told.")
UNREADABLE = Rule("DFM210", "unread-requirements", "Requirements that cannot be read may need glibc.")
TOO_OLD = Rule("DFM211", "ancient-python", "Python 2 and Python before 3.6 are left alone.")
OWNER = Rule("DFM212", "owners-comment", "A comment says why the image is not on Alpine.")
ABSENT = Rule(
    "DFM213", "absent-script", "A script that is not in the build context may call what Alpine lacks."
)
INDEX = Rule("DFM214", "index", "What the index says, or why it could not be asked.")
APK = Rule("DFM215", "apk-python-stays", "Something ties an Alpine image to the Python that apk gives it.")
UNLIKE = Rule("DFM216", "unlike-stages", "Stages on different Python images could be one on the same.")
STOOD_ON = Rule(
    "DFM217", "stood-on", "Other Dockerfiles or a dev container of the repository stand on the image."
)
COMMENT = Rule("DFM218", "comment-of-debian", "A comment may no longer be true on Alpine.", about_result=True)

_APK_PYTHON = frozenset({"apk-python", "alpine"})
_COLLAPSE = frozenset({"collapse-stages"})
_GROUNDS: Mapping[Ground, Rule] = {
    Ground.REQUIREMENT: REQUIREMENT,
    Ground.BINARY: BINARY,
    Ground.UNREAD: UNREADABLE,
    Ground.ABSENT: ABSENT,
    Ground.OWNER: OWNER,
    Ground.APK: APK,
}
_HINDRANCES: Mapping[Hindrance, Rule] = {
    Hindrance.NOT_OFFICIAL: NOT_OFFICIAL,
    Hindrance.UNKNOWN_VERSION: DYNAMIC,
    Hindrance.TOO_OLD: TOO_OLD,
}
_POINTS: Mapping[Point, Rule] = {
    Point.BASE: REBASE,
    Point.RAISED: RAISE,
    Point.KEPT: KEPT,
    Point.WORDS: WORDS,
    Point.DIGEST: DIGEST,
    Point.DYNAMIC: DYNAMIC,
    Point.TOO_OLD: TOO_OLD,
    Point.INDEX: INDEX,
    Point.COMMENT: COMMENT,
}
_APART = "give each kind of image a Dockerfile of its own"
_SUITS = 'where what stands on it suits Alpine and a newer Python, ignore = ["DFM217"] moves it'


@transform(
    "rebase-alpine",
    phase=Phase.BASE,
    bundle="alpine",
    rules=(
        *(REBASE, RAISE, KEPT, WORDS, DIGEST, NOT_OFFICIAL, DYNAMIC, REQUIREMENT, BINARY, UNREADABLE),
        *(TOO_OLD, OWNER, ABSENT, INDEX, APK, UNLIKE, STOOD_ON, COMMENT),
    ),
)
def rebase_alpine(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    """Put every official Python image of a file on Alpine, all of them or none.

    The tag changes and nothing else: registry, ARG, quotes, ``--platform`` and stage names stay.

        FROM python:3.9-slim-bookworm      →  FROM python:3.12-alpine
        ARG PYTHON_VERSION=3.11            →  ARG PYTHON_VERSION=3.12
        FROM python:${PYTHON_VERSION}-slim →  FROM python:${PYTHON_VERSION}-alpine

    Python is raised to the version of the setting `python` (3.12; ``keep`` keeps it) and never
    lowered. The old minor version stays, with a note that says why, where ``requires-python``,
    classifiers, ``.python-version``, pinned requirements, imports of modules that 3.12 does not have,
    or words of the file that cannot follow speak against a newer one. Words such as ``python3.9``
    and ``/usr/local/lib/python3.9/site-packages`` follow. A tag without a minor version whose Debian is
    made no more does not move any more: ``3-buster`` has Python 3.11 for good, and goes on from there.

    A digest is dropped, with a note. Comments stay as they are; where one speaks of Debian, a note says so
    (DFM218). uv's own images (``ghcr.io/astral-sh/uv:python3.11-slim``) are
    handled like the official ones, and so are images that ``[tool.dfmigrate.images]`` maps to them, and
    releases of Debian and Ubuntu that only get python3 and pip from apt.

    So are releases of Alpine that get python3 and pip from apk, where the image is there for Python: what it
    starts is Python, a script of its own or of a package that it installs. They come to stand on the same
    Python or a newer one, by the same rules:

        FROM alpine:3.18                        →  FROM python:3.12-alpine
        RUN apk add --no-cache python3 py3-pip  →

    What apk-python says about their packages then follows. Images of nginx, tools and the like that only
    have Python beside stay as they are, without a word. What ties an image to Alpine's own Python is
    refused: modules of apk (``py3-numpy``), programs that run with it and load what pip installs (``poetry``,
    ``uwsgi-python3``), versions of other packages, repositories of one's own, unknown releases (``latest``,
    ``edge``, an ARG), paths and first lines that name ``/usr/bin/python3`` in files that are copied,
    ``find_library``, which only that Python is patched for, and setuptools, which 3.12 does not have.

    It refuses what cannot be on musl or cannot be told: requirements without musl wheel and sdist (torch,
    tensorflow, onnxruntime …, also through others), unknown ones whose name tells of those, dependency
    files that are not in the build context, installs that cannot be read (a program that a variable names
    and the file does not tell, scripts of clones and downloads, task runners, text that is handed to a
    shell or to Python), installs when a container starts, also by a compose file, that would have to
    compile, are in no table or cannot be read (``uv run`` where nothing was installed, ``tox``,
    ``pre-commit``), programs built for glibc (vendor packages, downloads, files of Debian stages and
    images), programs that are told to install packages of the system (``bbot --install-all-deps``), scripts
    and Makefiles that are run and not in the build context, also programs of a clone that start the
    container, Debian's library paths, images that are not the official one, tags that only the build knows,
    stages of which a variable decides whether they stand on such an image or on one that stays
    (``FROM ${KIND}-base``), Python before 3.6, patch releases that stay and whose image is on an Alpine
    before 3.18, a project that takes only the patch release in the tag, which goes with an old Alpine. Stages
    on different Python images stay where one takes from the other what is made for its Python, a virtual
    environment or packages: on the same image both could be one stage, and which Python they are meant for,
    a reviewer has to say.

    So does an image on which other Dockerfiles of the repository stand, or out of which they take files: they
    would be on Alpine as well, unseen (DFM217). Which Dockerfile builds which image is read in compose and
    bake files, workflows, Makefiles, scripts, READMEs and comments of Dockerfiles; where none says it, its
    own name tells. Nor does an image move that a dev container puts features on, which are scripts for apt,
    or installs into; all but one whose only command is a plain ``pip install`` of a file that a RUN of
    the image installs whatever happens.

    With ``--resolve`` the index is asked through uv: exact versions, indirect requirements, and the
    files of each for glibc and musl on x86_64 and aarch64. uv then may run the build script of an
    sdist without static metadata. What only this Python lacks keeps the Python, not Debian; where
    the index gives no answer, a note says why and the table serves.

    Facts: the tables ``wheels.toml``, ``pypi-survey.toml``, ``native-names.toml``, ``python.toml``,
    ``downloads.toml``, ``alpine-python.toml``, ``debian-releases.toml`` and ``python-releases.toml``;
    the tags of the official image; the lists of its Alpine variant's packages.
    """
    with_apk = ctx.settings.wants(_APK_PYTHON)
    bases = base_images(dockerfile, ctx.build, ctx.knowledge, ctx.starts, with_apk=with_apk)
    yield from _problems(bases, ctx)
    if not bases.moving:
        return
    yield from _stood_on(dockerfile, ctx)
    python, mends = ctx.settings.python, ctx.settings.sources
    plan = RebasePlan(
        dockerfile, ctx.build, ctx.knowledge, python, bases.moving, mends, ctx.asked, ctx.starts
    )
    beside = frozenset(one.base.stage.index for one in bases.beside)
    of_apk = frozenset(bases.of_apk)
    for one in against_alpine(plan, beside, of_apk):
        yield Refusal(_GROUNDS[one.ground], one.line, one.message, one.way_out)
    if ctx.settings.wants(_COLLAPSE):
        yield from _unlike(plan, (*bases.moving, *bases.beside))
    yield from map(_finding, rebase_report(plan, of_apk))


def _problems(bases: BaseImages, ctx: Context) -> Iterator[Finding]:
    """Refuse the images that stand in the way of the others, or of a Python service."""
    for sign in bases.apk_signs:
        yield Refusal(APK, sign.line, sign.message, sign.way_out, blocking=False)
    for each in bases.immovable:
        rule = _HINDRANCES[each.hindrance]
        yield Refusal(rule, each.image.base.stage.from_.line, each.message, each.way_out)
    yield from _twofold(bases)
    for stage, reason in bases.untold():
        message = f"which image {stage.base.text} is cannot be told: {reason}"
        hint = "give the ARG the default that production builds use"
        yield Refusal(DYNAMIC, stage.from_.line, message, hint, blocking=bool(bases.moving))
    for torn in torn_stages(bases.dockerfile, bases.moving):
        yield Refusal(DYNAMIC, torn.stage.from_.line, torn.message, _APART)
    for stage, text in bases.unofficial():
        known, hint = _built(text, ctx)
        message = f"{text} is not the official Python image{known}"
        yield Refusal(NOT_OFFICIAL, stage.from_.line, message, hint, blocking=bool(bases.moving))


def _twofold(bases: BaseImages) -> Iterator[Refusal]:
    for each in bases.twofold[:1]:
        message = f"{each.both} would be alike on Python images"
        hint = "start both from one Python image by hand: then they can become one stage"
        roots = {bases.dockerfile.root(one).index for one in (each.stage, each.user)}
        rule = APK if roots & bases.of_apk.keys() else NOT_OFFICIAL
        yield Refusal(rule, each.user.from_.line, message, hint, blocking=False)


def _built(text: str, ctx: Context) -> tuple[str, str]:
    """Give what is known of an image that is not the official one, and the way out."""
    if file := ctx.built_by(text):
        return f", {file} seems to build it", "move that one, and this one with it, by hand"
    return "", f'if it stands for one, say so: [tool.dfmigrate.images] "{text}" = "python:3.12-slim"'


def _stood_on(dockerfile: Dockerfile, ctx: Context) -> Iterator[Refusal]:
    """Refuse to give other Dockerfiles of the repository an image under their feet that they do not know."""
    if standing := ctx.standing:
        first = standing[0]
        said = f" ({first.said} builds it)" if first.said else ""
        message = f"this is {first.image}{said}; {shown_standing(standing)}, and would be on Alpine too"
        yield Refusal(STOOD_ON, dockerfile.root(dockerfile.final).from_.line, message, _SUITS)
    if what := ctx.dev_container:
        yield Refusal(STOOD_ON, dockerfile.root(dockerfile.final).from_.line, what, _SUITS)


def _unlike(plan: RebasePlan, pythons: tuple[PythonImage, ...]) -> Iterator[Refusal]:
    """Refuse where stages that are meant for different Pythons could be taken for one."""
    for each in unlike_stages(plan, pythons):
        hint = "start both from the Python image that they are meant for, and run this again"
        message = f"{each.both} would be one on the same image"
        yield Refusal(UNLIKE, each.stage.from_.line, message, hint)


def _finding(entry: Entry) -> Finding:
    rule = _POINTS[entry.point]
    if entry.edits:
        return Change(rule, entry.line, entry.message, entry.edits, Safety.REVIEW)
    if entry.blocks:
        return Refusal(rule, entry.line, entry.message, entry.hint)
    return Note(rule, entry.line, entry.message, entry.hint)
