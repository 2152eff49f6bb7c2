"""Translates what stages that moved to Alpine install with apt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrator.api import (
    AptCall,
    AptKind,
    AptRunPlan,
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Instruction,
    Note,
    Package,
    Phase,
    Planner,
    Refusal,
    Rewriter,
    Role,
    Rule,
    Safety,
    Stage,
    StuckError,
    Word,
    apt_on_alpine,
    apt_program,
    assignments,
    copy_parts,
    cron_started,
    delete_instruction,
    delete_words,
    moved_stages,
    packages_of,
    program,
    proxy_of_apt_alone,
    re,
    script_at,
    stage_calls,
    transform,
)

INSTALL = Rule("DFM301", "apt-install", "Alpine has apk in the place of apt.")
UNKNOWN = Rule("DFM302", "unknown-package", "No Alpine package is known for a Debian package.")
NOTHING = Rule("DFM303", "no-counterpart", "Alpine has nothing that takes the place of a Debian package.")
STAYS = Rule(
    "DFM304", "build-packages-stay", "Packages that are only needed to build something stay in the image."
)
PINNED = Rule("DFM305", "debian-version", "A version or release of Debian means nothing on Alpine.")
MACHINERY = Rule(
    "DFM306", "apt-machinery", "Sources of apt, dpkg and Debian packages have no place on Alpine."
)
UNREAD = Rule("DFM307", "unread-script", "A script that calls apt cannot be read or rewritten.")
DIFFERS = Rule(
    "DFM308", "other-counterpart", "What takes a Debian package's place on Alpine differs from it."
)
_FRONTENDS = (
    "DEBIAN_FRONTEND",
    "DEBIAN_PRIORITY",
    "DEBCONF_NONINTERACTIVE_SEEN",
    "DEBCONF_NOWARNINGS",
    "APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE",
)
FRONTEND = Rule(
    "DFM309",
    "debian-frontend",
    "DEBIAN_FRONTEND steers apt, which is gone.",
    alters=tuple(f"ENV {name}" for name in _FRONTENDS),
)

_OVERLAY = 'say what takes its place: [tool.dfmigrate.packages] {} = ["…"], or [] if nothing has to'
_MENTIONS = re.compile(r"\b(?:apt-get|aptitude|dpkg|apt-key)\b|\bapt (?:-\S+ )*(?:install|update|upgrade)\b")
_TOGETHER = re.compile(r"(?:[})]|\b(?:done|fi|esac))[ \t]*>{1,2}[ \t]*[\"']?/etc/apt/")
"""Where several commands write together, which the reading of single ones does not see."""
_READ = re.compile(rf"\$\{{?(?:{'|'.join(_FRONTENDS)})")
_SYSTEM_PYTHON = re.compile(r"/usr/bin/python3|dist-packages")
_NGINX = (r"/etc/nginx/(?:sites-|conf\.d)", "Alpine's nginx reads /etc/nginx/http.d")
_UNLIKE: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("nginx", "nginx-light", "nginx-core", "nginx-full", "nginx-extras"), _NGINX),
    "openssh-server": (
        r"\A(?![\s\S]*ssh-keygen)",
        "Debian makes host keys when it is installed, Alpine when ssh-keygen -A is called",
    ),
    "cron": (r"\"cron\"|/etc/cron\.|service cron", "busybox has crond and /etc/crontabs"),
    "apache2": (
        r"\ba2(?:en|dis)(?:mod|site|conf)\b|/etc/apache2|apache2ctl|apachectl",
        "its files lie elsewhere",
    ),
    "supervisor": (
        r"service supervisor|\A(?![\s\S]*supervisord?\b[^\n]*[\"'\s]-c)[\s\S]*/etc/supervisor/conf\.d",
        "Alpine's supervisord reads /etc/supervisord.conf",
    ),
}
"""Packages whose counterpart is used in another way: what in the file shows that, and how it differs."""
_BY_MACHINE = re.compile(r"/usr/lib|(?<!/var)/lib/|\.deb\b|\[arch=|-linux-gnu|JAVA_HOME")
"""Where a machine stands in names that only Debian has."""
_COMMENT = re.compile(r"^[ \t]*#(?!!)[^\n]*", re.MULTILINE)
_WRITERS = frozenset({"cat", "echo", "printf", "tee"})
_SHELL_FILE = re.compile(r"\.(?:ba)?sh\b")
_APK = re.compile(r"\bapk[ \t]+(?:-\S+[ \t]+)*(?:add|update|upgrade)\b")
_REWRITE = "write the commands into the RUN itself"
_LIST = "write the packages out"
_PROXY = "set http_proxy and https_proxy for the build (ARG, ENV), which apk reads, and drop this"


@transform(
    "apt-to-apk",
    phase=Phase.PACKAGES,
    bundle="alpine",
    rules=(INSTALL, UNKNOWN, NOTHING, STAYS, PINNED, MACHINERY, UNREAD, DIFFERS, FRONTEND),
)
def apt_to_apk(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Translate apt-get to apk in the stages that this migration has put on Alpine.

        RUN apt-get update \
            && apt-get install -y --no-install-recommends \
               gcc \
               libpq-dev \
               curl \
            && rm -rf /var/lib/apt/lists/*
        RUN pip install -r requirements.txt

    becomes

        RUN apk add --no-cache \
               libpq \
               curl
        RUN apk add --no-cache --virtual .build-deps gcc musl-dev libpq-dev \
            && pip install -r requirements.txt \
            && apk del --no-network .build-deps

    Each name is replaced in its place. ``apt-get update``, ``clean``, the removal of apt's lists,
    settings of apt, mounts of its caches, DEBIAN_FRONTEND and its like go; ``upgrade`` becomes
    ``apk upgrade``, ``purge`` becomes ``apk del``.

    Packages that are only needed to build something (compilers, headers) come and go with the RUN
    that install Python packages, unless another RUN, the container's start or code that calls pip needs
    them too; the libraries that belong to the headers stay. In a stage that is only copied from, they stay.

    A list in a variable that the RUN itself sets (``deps="gcc git" && apt-get install $deps``) and that
    only apt uses is written out where it is used.

    ``dpkg --print-architecture`` in a RUN that downloads becomes ``apk --print-arch``, its answers put into
    Debian's words.

    It refuses packages that it does not know or that have no counterpart, other lists in variables, .deb
    files, dpkg, apt-key and other sources of packages, a proxy that apt alone is told of, scripts that it
    cannot read, and what calls apt when the container runs. What it does not
    know can be said in ``[tool.dfmigrate.packages]``. A stage that was on Alpine before and calls apt all
    the same cannot be built as it is: it is translated too.

    Facts: the tables ``packages.toml`` and ``package-patterns.toml``; every row names its source.
    """
    moved = moved_stages(dockerfile, ctx.original, ctx.knowledge)
    known = {each.stage.index for each in moved}
    moved += tuple(each for each in apt_on_alpine(dockerfile) if each.stage.index not in known)
    if not moved:
        return
    stages = tuple(each.stage for each in moved)
    planner = Planner(dockerfile, moved, ctx.build, ctx.knowledge, ctx.starts)
    refusals = tuple(_Check(dockerfile, planner).refusals(stages))
    yield from refusals
    if refusals:
        return
    yield from _notes(planner)
    yield from _frontends(dockerfile, stages)
    rewriter = Rewriter(dockerfile, planner, ctx.knowledge)
    try:
        edits = rewriter.run()
    except StuckError as error:
        yield Refusal(UNREAD, error.line, error.reason, "write this RUN in another way")
        return
    yield from _changes(dockerfile, rewriter, edits)


@dataclass(frozen=True)
class _Check:
    """Looks for what cannot be translated."""

    dockerfile: Dockerfile
    planner: Planner

    def refusals(self, stages: tuple[Stage, ...]) -> Iterator[Finding]:
        for plan in self.planner.plans:
            yield from self._unread(plan)
            for call in plan.calls:
                yield from self._call(plan, call)
            for package in plan.packages:
                yield from self._package(package)
        for stage in stages:
            for instruction in stage.of("COPY", "ADD"):
                if copy_parts(instruction).destination.text.strip("\"'").startswith("/etc/apt/"):
                    yield Refusal(
                        MACHINERY,
                        instruction.line,
                        "copies settings or sources of apt into the image",
                        "Alpine's mirrors stand in /etc/apk/repositories",
                    )
            yield from self._started(stage)
            yield from self._written(stage)

    def _started(self, stage: Stage) -> Iterator[Finding]:
        """Refuse what calls apt when the container runs: nothing translates that.

        A script that speaks of apk as well is for both.
        """
        calls = stage_calls(self.dockerfile, self.planner.build, stage, self.planner.starts).calls
        for call in calls:
            if not call.starts or not (name := apt_program(call.command)):
                continue
            if call.file and _APK.search(self.planner.build.read(call.file) or ""):
                continue
            place = f" ({call.place})" if call.file else ""
            message = f"{name} runs when the container does, and Alpine has none{place}"
            line = call.instruction.line if call.file else call.line
            yield Refusal(MACHINERY, line, message, "install while building what it needs")
            return

    def _written(self, stage: Stage) -> Iterator[Finding]:
        """Refuse a script that an instruction writes and that calls apt, whenever it runs."""
        for one in stage.of("RUN", "COPY"):
            if any(map(_MENTIONS.search, self._scripts(one))):
                message = "a script that is written here calls apt or dpkg"
                yield Refusal(MACHINERY, one.line, message, "give the script an Alpine form")

    def _scripts(self, one: Instruction) -> Iterator[str]:
        """Give the scripts that an instruction writes, as far as they stand here, without their comments."""
        if one.keyword == "COPY":
            written = [(heredoc.text, one.value.text) for heredoc in one.heredocs]
        else:
            written = list(self._printed(one))
        for text, file in written:
            if "#!" in text or _SHELL_FILE.search(file):
                yield _COMMENT.sub("", text)

    def _printed(self, run: Instruction) -> Iterator[tuple[str, str]]:
        """Give what commands of a RUN write to files, each with what names the file."""
        for command in script_at(self.dockerfile, run).commands:
            name = program(command)
            files = [*command.redirects, *(command.arguments if name == "tee" else ())]
            spans = (command.span, *command.heredocs)
            text = "\n".join(map(self.dockerfile.source.slice, spans))
            if name in _WRITERS and files and "/etc/apt/" not in text:
                yield text.replace("\\n", "\n"), " ".join(each.text for each in files)

    def _unread(self, plan: AptRunPlan) -> Iterator[Finding]:
        text = self.dockerfile.source.slice(plan.instruction.span)
        if plan.script.opaque is not None and _MENTIONS.search(text):
            yield Refusal(UNREAD, plan.instruction.line, f"cannot be read: {plan.script.opaque}", _REWRITE)
        if _TOGETHER.search(text):
            reason = "several commands set up apt's sources or settings together"
            hint = "take them out, or keep this image on Debian"
            yield Refusal(MACHINERY, plan.instruction.line, reason, hint)
        for command in plan.script.commands:
            inner = self.dockerfile.source.slice(command.span)
            if command.opaque_inner is not None and _MENTIONS.search(inner):
                line = self.dockerfile.source.line_of(command.span.start)
                yield Refusal(UNREAD, line, f"calls apt in a script: {command.opaque_inner}", _REWRITE)

    def _call(self, plan: AptRunPlan, call: AptCall) -> Iterator[Finding]:
        line = self.dockerfile.source.line_of(call.command.span.start)
        asks = call.kind is AptKind.ASKS and not _only_downloads(self.dockerfile, plan)
        if call.kind is AptKind.REFUSED or asks:
            yield Refusal(MACHINERY, line, call.reason, call.hint)
        elif proxy_of_apt_alone(call):
            yield Refusal(MACHINERY, line, "apt is sent through a proxy, and apk would not be", _PROXY)
        elif call.kind is AptKind.REMOVE:
            for word in packages_of(self.dockerfile, plan.instruction, call):
                if word.value is None:
                    yield Refusal(UNKNOWN, line, f"which packages {word.text} is cannot be told", _LIST)

    def _package(self, package: Package) -> Iterator[Finding]:
        line = self.dockerfile.source.line_of(package.word.span.start)
        row, name = package.row, package.name
        if package.word.value is None and not package.pinned:
            yield Refusal(UNKNOWN, line, f"which packages {package.word.text} is cannot be told", _LIST)
        elif name.endswith(".deb") or "/" in name:
            yield Refusal(
                MACHINERY, line, f"{name} is a package of Debian", "find it among Alpine's packages"
            )
        elif row is None:
            yield Refusal(UNKNOWN, line, f"no Alpine package is known for {name}", _OVERLAY.format(name))
        elif row.role is Role.NONE:
            note = f": {row.note}" if row.note else ""
            yield Refusal(NOTHING, line, f"Alpine has no {name}{note}", _OVERLAY.format(name))
        elif row.role is Role.MODULE and _SYSTEM_PYTHON.search(self.dockerfile.source.text):
            yield Refusal(
                NOTHING, line, f"{name} is for Debian's Python, which the file uses", "take it from PyPI"
            )
        elif name in _UNLIKE and re.search(_UNLIKE[name][0], self.dockerfile.source.text):
            yield Refusal(
                NOTHING, line, f"{name} is used as on Debian: {_UNLIKE[name][1]}", "write that for Alpine"
            )
        elif name == "cron" and (place := cron_started(self.dockerfile, self.planner.build)):
            why = f"{place} starts it, and {_UNLIKE[name][1]}"
            yield Refusal(NOTHING, line, f"cron is used as on Debian: {why}", "write that for Alpine")


def _only_downloads(dockerfile: Dockerfile, plan: AptRunPlan) -> bool:
    """Tell whether a RUN downloads, and names no place whose name holds the machine on Debian alone."""
    text = dockerfile.source.slice(plan.instruction.span)
    return "://" in text and _BY_MACHINE.search(text) is None


def _notes(planner: Planner) -> Iterator[Finding]:
    source = planner.dockerfile.source
    for plan in planner.plans:
        if plan.stays:
            names = dict.fromkeys(one.name for one in plan.build_only if one.name not in plan.removed)
            stay = "stay" if len(names) > 1 else "stays"
            yield Note(STAYS, plan.instruction.line, f"{' '.join(names)} {stay} in the image: {plan.stays}")
        for call in plan.calls:
            if call.release:
                line = source.line_of(call.command.span.start)
                yield Note(PINNED, line, f"Alpine has no {call.release}: its own version is installed")
        for package in plan.packages:
            yield from _package_notes(package, source.line_of(package.word.span.start))


def _package_notes(package: Package, line: int) -> Iterator[Finding]:
    row = package.row
    if row is None:
        return
    if package.pinned:
        text = package.word.value or package.word.text
        yield Note(PINNED, line, f"{text}: the version is Debian's, Alpine's own is installed")
    if row.role is Role.MODULE:
        yield Note(
            DIFFERS, line, f"{package.name} was for Debian's Python: {row.pypi or 'PyPI'} has it for this one"
        )
    elif row.differs and row.note:
        yield Note(DIFFERS, line, f"{package.name}: {row.note}")


def _changes(
    dockerfile: Dockerfile, rewriter: Rewriter, edits: dict[int, tuple[Edit, ...]]
) -> Iterator[Finding]:
    for number, found in edits.items():
        if found:
            line = dockerfile.instructions[number].line
            yield Change(INSTALL, line, rewriter.done[number].reason, found, Safety.REVIEW)


def _frontends(dockerfile: Dockerfile, stages: tuple[Stage, ...]) -> Iterator[Finding]:
    """Take ENV and ARG lines away that only steer apt."""
    if _READ.search(dockerfile.source.text):
        return
    for stage in stages:
        for instruction in stage.of("ENV", "ARG"):
            names = [each.name for each in assignments(instruction)]
            ours = [name for name in names if name in _FRONTENDS]
            edits = _without(dockerfile, instruction, len(ours) == len(names)) if ours else None
            if edits is not None:
                yield Change(FRONTEND, instruction.line, f"{', '.join(ours)} is for apt", edits)


def _without(dockerfile: Dockerfile, instruction: Instruction, whole: bool) -> tuple[Edit, ...] | None:
    if whole:
        return delete_instruction(dockerfile, instruction)
    found = [each for each in assignments(instruction) if each.name in _FRONTENDS]
    if any(each.value is None for each in found):
        return None
    return delete_words(dockerfile, instruction, [Word("", None, each.span) for each in found])
