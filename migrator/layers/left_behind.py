"""What package managers leave in a layer beside what they install, and the edits that leave it out."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from functools import cached_property

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.dockerfile.mounts import mounts
from migrator.editing import insert_after_word, replace_word
from migrator.editing.chain_edits import behind
from migrator.editing.style import style_of
from migrator.images.known_bases import KnownBase
from migrator.layers.pip_age import NO_CACHE, PipAge, is_short, keeps_no_cache
from migrator.records import dataclass
from migrator.requirements.installers import PIP, installer_words
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.run_as import joint_behind, script_at
from migrator.source import Edit, Word

_PIP_CACHE = re.compile(r"\.cache(?:/pip|['\"\s]|\Z)|PIP_CACHE_DIR|PIP_NO_CACHE_DIR|--cache-dir|pip cache\b")
_LISTS = "rm -rf /var/lib/apt/lists/*"
_APT = frozenset({"apt", "apt-get", "aptitude"})
_SAME = frozenset({"update", "install", "remove", "purge", "autoremove", "clean", "autoclean"})
_USES = frozenset(
    {"install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "source", "satisfy", "download"}
)
_REMOVES = frozenset({"remove", "purge", "autoremove"})
_DNF = frozenset({"dnf", "microdnf", "yum"})
_DNF_USES = frozenset(
    {"install", "update", "upgrade", "reinstall", "groupinstall", "builddep", "localinstall", "makecache"}
)
_DNF_OWN = frozenset({"clean", "download", "reposync", "shell"})
_DNF_CACHE = re.compile(r"/var/cache/(?:dnf|yum)|--downloadonly|--cacheonly|keepcache|\b(?:dnf|yum) +-C\b")
_KNOWN = re.compile(
    r"pip[0-9.]*|python[0-9.]*|uv|npm|yarn|curl|wget|git|tar|unzip|gpg|dpkg|echo|printf|cat|ls|sed|grep|awk|cut|tr|sort"
    r"|head|tail|tee|cp|mv|rm|ln|mkdir|rmdir|touch|chmod|chown|useradd|groupadd|usermod|adduser|addgroup|test|\[|true"
    r"|chpasswd|openssl|sha256sum|sha1sum|md5sum|base64|gcc|g\+\+|cc|strip|file|ldd|sleep|:|basename|dirname|readlink"
    r"|pwd|mktemp|command|cmake|ninja|groupmod|groupdel|userdel|deluser|delgroup|update-alternatives|pipx|lsb_release"
    r"|fc-cache|localedef|update-locale|chsh|crontab|uname|nproc|stat|sync|du|df|gunzip|gzip|xz|bunzip2"
    r"|set|export|cd|find|xargs|install|ldconfig|locale-gen|id|date|env|which|update-ca-certificates|poetry|pipenv"
)
_WGET_SAYS = re.compile(
    r"--(?:progress|quiet|no-verbose|output-file|append-output|help|version)\b|-[a-zA-Z]*[qoan]"
)
_YES = re.compile(r"-[a-zA-Z]*y[a-zA-Z]*|--yes|--assume-yes|-[a-zA-Z]*q[a-zA-Z]*q[a-zA-Z]*|(?:-q|--quiet)=2")
_ANSWERS = re.compile(
    r"\byes\b|[|<]|--assume-no|--dry-run|--simulate|--just-print|\s-[a-z]*s\b|--trivial-only"
)
_ASSUMES = re.compile(r"(?i)assume-yes|assumeyes|-y\b[^\n]*apt\.conf|APT_CONFIG|/etc/apt/apt\.conf")
_AS_ANOTHER = frozenset({"sudo", "doas", "gosu", "su-exec", "runuser", "su"})
_ENDS = frozenset({"exit", "exec", "return"})


@dataclass(frozen=True)
class LeftBehind:
    """The RUNs of one stage; `base` is its base image, None where nothing is known of that.

    `heirs` says that other files stand on the image, which may install from its lists.
    """

    dockerfile: Dockerfile
    stage: Stage
    base: KnownBase | None
    heirs: bool = False

    @cached_property
    def is_debian(self) -> bool:
        """Tell whether the stage has Debian's tools: its base is known for it, or apt is called."""
        if self.base is not None:
            return not self.base.alpine
        return any(program(unwrap(each)) in _APT for each in self._commands)

    def pip_cache(self, one: Instruction, command: Command) -> tuple[Edit, ...]:
        """Give the edits that keep pip's cache out; none where something says otherwise."""
        inner = unwrap(command)
        words = installer_words(command)
        if not words or not PIP.fullmatch(words[0]) or words[1:2] != ("install",) or command.exec:
            return ()
        if short := next((word for word in inner.words if is_short(word.value or "")), None):
            return (replace_word(short, NO_CACHE),)
        if keeps_no_cache(words) or _mounts_cache(one) or not self._pip.is_new(command):
            return ()
        if _PIP_CACHE.search(self.dockerfile.source.text) or "PIP_CACHE_DIR" in self._environment(one):
            return ()
        verb = next((word for word in inner.words if word.value == "install"), None)
        return _said_behind(verb, NO_CACHE)

    def apk_cache(self, one: Instruction, command: Command) -> tuple[Edit, ...]:
        """Give the edits that keep apk's index out."""
        inner = unwrap(command)
        if program(inner) != "apk" or command.exec or _mounts_cache(one) or self._names("/etc/apk/cache"):
            return ()
        texts = [word.value for word in inner.words]
        if "add" not in texts or not {"--no-cache", "--cache-dir", "--no-network"}.isdisjoint(texts):
            return ()
        if any(text is not None and text.startswith("--cache-dir=") for text in texts):
            return ()
        return _said_behind(inner.words[texts.index("add")], "--no-cache")

    def wget_log(self, one: Instruction, command: Command) -> tuple[Edit, ...]:
        """Give the edits that make GNU wget tell little of its progress."""
        inner = unwrap(command)
        options = [word.text for word in inner.words[1:] if word.text.startswith("-")]
        if program(inner) != "wget" or command.exec or any(_WGET_SAYS.match(text) for text in options):
            return ()
        if not any("://" in word.text or "$" in word.text for word in inner.words[1:]):
            return ()
        return _said_behind(inner.words[0], "--progress=dot:giga")

    def apt_get(self, one: Instruction) -> tuple[Edit, ...]:
        """Give the edits that make ``apt`` to ``apt-get``; none where a call means something else."""
        commands = [unwrap(each) for each in script_at(self.dockerfile, one).commands]
        calls = [each for each in commands if program(each) == "apt"]
        if not calls or any(_verb(each) not in _SAME or each.exec for each in calls):
            return ()
        installs = (each for each in calls if _verb(each) == "install")
        if not all(_is_bare(each) and _asks_nothing(each) for each in installs):
            return ()
        if any(each.words[0].value not in ("apt", "/usr/bin/apt") for each in calls):
            return ()
        named = [(each.words[0], (each.words[0].value or "apt") + "-get") for each in calls]
        return tuple(replace_word(word, text) for word, text in named)

    def apt_yes(self, one: Instruction, command: Command) -> tuple[Edit, ...]:
        """Give the edits by which ``apt-get install`` asks nothing; none where something answers it."""
        inner = unwrap(command)
        if program(inner) != "apt-get" or _verb(inner) != "install" or command.exec or _asks_nothing(inner):
            return ()
        if _ANSWERS.search(one.value.text) or _ASSUMES.search(self.dockerfile.source.text):
            return ()
        verb = next(word for word in inner.words if word.value == "install")
        return _said_behind(verb, "-y")

    def apt_lists(self, one: Instruction) -> tuple[Edit, ...]:
        """Give the edits that take the lists away at the end of the RUN that fetched and used them."""
        script = script_at(self.dockerfile, one)
        verbs = [_verb(unwrap(each)) for each in script.commands if program(unwrap(each)) in _APT]
        if (
            "update" not in verbs
            or "distclean" in verbs
            or not _USES.intersection(verbs)
            or _calls_for_root(script)
        ):
            return ()
        if _mounts_cache(one) or self._keeps_lists(one) or self._used_later(one):
            return ()
        return self._at_the_end(one, script, _LISTS)

    def dnf_cache(self, one: Instruction) -> tuple[Edit, ...]:
        """Give the edits that end a RUN which installs with dnf, microdnf or yum by cleaning up behind it."""
        script = script_at(self.dockerfile, one)
        calls = [unwrap(each) for each in script.commands]
        names = {program(each) for each in calls if program(each) in _DNF and not each.exec}
        verbs = {_verb(each) for each in calls if program(each) in _DNF}
        if len(names) != 1 or not verbs & _DNF_USES or verbs & _DNF_OWN or _calls_for_root(script):
            return ()
        if not _runs_in_any_case(script, names):
            return ()  # it depends on something: the image may have another one
        if _mounts_cache(one) or _DNF_CACHE.search(self.dockerfile.source.text):
            return ()
        return self._at_the_end(one, script, f"{names.pop()} clean all")

    def _at_the_end(self, one: Instruction, script: Script, command: str) -> tuple[Edit, ...]:
        tops = [found for found in script.lists if not found.nesting]
        if len(tops) != 1 or one.json is not None or one.heredocs or script.comments:
            return ()
        items = tops[0].items
        if any(item.after is not None and item.after.text not in ("&&", ";") for item in items):
            return ()
        last = items[-1]
        if last.after is not None or (last.command and last.command.name in _ENDS):
            return ()
        operator = joint_behind(self.dockerfile, one, script)
        style = style_of(self.dockerfile, one)
        return behind(self.dockerfile, one, last, operator, command, style) if operator else ()

    def _environment(self, one: Instruction) -> frozenset[str]:
        return frozenset(self.dockerfile.environment(one).env)

    def _names(self, path: str) -> bool:
        return path in self.dockerfile.source.text

    @cached_property
    def _commands(self) -> tuple[Command, ...]:
        """All commands of the RUNs of the stage and of those that it is built on."""
        runs = (run for each in self.dockerfile.lineage(self.stage) for run in each.of("RUN"))
        return tuple(command for run in runs for command in script_at(self.dockerfile, run).commands)

    @cached_property
    def _pip(self) -> PipAge:
        return PipAge(self.dockerfile, self.stage, self.base)

    def _keeps_lists(self, one: Instruction) -> bool:
        """Tell whether a RUN or something that is no RUN deals with the lists itself."""
        others = (each for each in self.dockerfile.instructions if each.keyword != "RUN" or each.flags)
        texts = (self.dockerfile.source.slice(each.span) for each in (one, *others))
        return any("/var/lib/apt" in text for text in texts)

    def _used_later(self, one: Instruction) -> bool:
        """Tell whether a later RUN may install from the lists, in this stage or in those built on it."""
        if self.heirs:
            return True
        for stage in self.dockerfile.stages:
            lineage = self.dockerfile.lineage(stage)
            if self.stage in lineage and self._are_used(self._behind_it(lineage, one)):
                return True
        return False

    def _behind_it(self, lineage: tuple[Stage, ...], one: Instruction) -> Iterator[Instruction]:
        """Give the RUNs behind one, stage by stage, as a build comes to them."""
        for each in reversed(lineage[: lineage.index(self.stage) + 1]):
            runs = each.of("RUN", "ONBUILD")
            yield from (run for run in runs if each is not self.stage or run.span.start > one.span.start)

    def _are_used(self, runs: Iterator[Instruction]) -> bool:
        for run in runs:
            script = script_at(self.dockerfile, run)
            if script.opaque is not None or run.keyword == "ONBUILD":
                return True
            uses = (_use_of(command, self._installed) for command in script.commands)
            use = next((use for use in uses if use is not None), None)
            if use is not None:
                return use  # what comes behind lists that are fetched anew uses those
        return False

    @cached_property
    def _installed(self) -> frozenset[str]:
        """Names of packages that a RUN of the stage, or of those that it is built on, installs."""
        calls = (unwrap(each) for each in self._commands if not each.nesting)
        installs = (each for each in calls if program(each) in _APT and _verb(each) == "install")
        words = (word.value or "" for each in installs for word in each.words[1:])
        return frozenset(word.partition("=")[0] for word in words)


def _use_of(command: Command, installed: Collection[str]) -> bool | None:
    """Tell whether a command may look at lists, or (False) surely fetches them anew.

    apt-get fails where it is to remove a package that is neither installed nor listed.
    """
    inner = unwrap(command)
    if program(inner) not in _APT:
        return True if inner.words and not _is_known(inner) else None
    verb = _verb(inner)
    if verb == "update":
        return None if command.nesting else False
    if verb in _REMOVES and not _names_only(inner, installed):
        return True
    return True if verb not in _SAME or verb == "install" else None


def _names_only(command: Command, installed: Collection[str]) -> bool:
    """Tell whether a call of apt names nothing but these packages, as far as its words tell."""
    words = [word.value or "$" for word in command.words[1:]]
    return all(word in installed for word in words if not word.startswith("-") and word != _verb(command))


def _runs_in_any_case(script: Script, names: Collection[str | None]) -> bool:
    """Tell whether a script that comes to its end has called one of these programs, by its own list alone."""
    ends = {each.after.text for each in script.commands if each.after is not None and not each.nesting}
    return ends <= {"&&"} and any(
        program(unwrap(each)) in names and not each.nesting for each in script.commands
    )


def _calls_for_root(script: Script) -> bool:
    """Tell whether apt or dnf is called by sudo or the like: what it fetched is not the user's who builds."""
    inner = (unwrap(each) for each in script.commands)
    return any(_AS_ANOTHER.intersection(each.wrappers) and program(each) in _APT | _DNF for each in inner)


def _is_known(command: Command) -> bool:
    name = command.name or ""
    if program(command) is None:
        return False
    return "/" not in name.removeprefix("/usr").removeprefix("/bin/") and bool(
        _KNOWN.fullmatch(posixpath.basename(name))
    )


def _verb(command: Command) -> str:
    texts = (word.value or "" for word in command.words[1:])
    return next((text for text in texts if text and not text.startswith("-")), "")


def _is_bare(command: Command) -> bool:
    """Tell whether an installation leaves out what is only recommended."""
    return any(word.value == "--no-install-recommends" for word in command.words)


def _asks_nothing(command: Command) -> bool:
    """Tell whether an installation has ``-y`` or the like."""
    return any(_YES.fullmatch(word.value or "") for word in command.words)


def _mounts_cache(one: Instruction) -> bool:
    """Tell whether a RUN mounts a cache that is not uv's."""
    caches = (parts for parts in mounts(one) if parts.get("type") in ("cache", "tmpfs"))
    return any("/uv" not in parts.get("target", "") for parts in caches)


def _said_behind(word: Word | None, text: str) -> tuple[Edit, ...]:
    return () if word is None else (insert_after_word(word, text),)
