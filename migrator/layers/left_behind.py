"""What package managers leave in a layer beside what they install, and the edits that leave it out."""

from __future__ import annotations

import posixpath
from functools import cached_property

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.editing import insert_after_word, replace_word
from migrator.editing.chain_edits import behind
from migrator.editing.style import Style
from migrator.images.known_bases import KnownBase
from migrator.records import dataclass
from migrator.requirements.installers import installer_words
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Edit, Word

_PIP = re.compile(r"pip[0-9.]*")
_PIP_CACHE = re.compile(r"\.cache(?:/pip|['\"\s]|\Z)|PIP_CACHE_DIR|PIP_NO_CACHE_DIR|--cache-dir|pip cache\b")
_LISTS = "rm -rf /var/lib/apt/lists/*"
_APT = frozenset({"apt", "apt-get", "aptitude"})
_SAME = frozenset({"update", "install", "remove", "purge", "autoremove", "clean", "autoclean"})
_UPDATES, _USES = (
    frozenset({"update"}),
    frozenset(
        {"install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "source", "satisfy", "download"}
    ),
)
_KNOWN = re.compile(
    r"pip[0-9.]*|python[0-9.]*|uv|npm|yarn|curl|wget|git|tar|unzip|gpg|dpkg|echo|printf|cat|ls|sed|grep|awk|cut|tr|sort"
    r"|head|tail|tee|cp|mv|rm|ln|mkdir|rmdir|touch|chmod|chown|useradd|groupadd|usermod|adduser|addgroup|test|\[|true"
    r"|set|export|cd|find|xargs|install|ldconfig|locale-gen|id|date|env|which|update-ca-certificates|poetry|pipenv"
)
_WGET_SAYS = re.compile(
    r"--(?:progress|quiet|no-verbose|output-file|append-output|help|version)\b|-[a-zA-Z]*[qoan]"
)
_OLD = {"ubuntu": 16, "debian": 9}
_OLD_NAMES = frozenset({"trusty", "precise", "wheezy", "jessie", "wily", "vivid", "utopic"})


@dataclass(frozen=True)
class LeftBehind:
    """The RUNs of one stage on a base image that is known."""

    dockerfile: Dockerfile
    stage: Stage
    base: KnownBase

    def pip_cache(self, one: Instruction, command: Command) -> tuple[Edit, ...]:
        """Give the edits that keep pip's cache out; none where something says otherwise."""
        inner = unwrap(command)
        words = installer_words(command)
        if not words or not _PIP.fullmatch(words[0]) or words[1:2] != ("install",) or command.exec:
            return ()
        if not self._pip_is_known or "--no-cache-dir" in words or _mounts_cache(one):
            return ()
        if _PIP_CACHE.search(self.dockerfile.source.text) or "PIP_CACHE_DIR" in self._environment(one):
            return ()
        verb = next((word for word in inner.words if word.value == "install"), None)
        return self._behind(one, verb, "--no-cache-dir")

    def apk_cache(self, one: Instruction, command: Command) -> tuple[Edit, ...]:
        """Give the edits that keep apk's index out."""
        inner = unwrap(command)
        if program(inner) != "apk" or command.exec or _mounts_cache(one) or self._names("/etc/apk/cache"):
            return ()
        texts = [word.value for word in inner.words]
        if "add" not in texts or "--no-cache" in texts or "--cache-dir" in texts:
            return ()
        if any(text is not None and text.startswith("--cache-dir=") for text in texts):
            return ()
        return self._behind(one, inner.words[texts.index("add")], "--no-cache")

    def wget_log(self, one: Instruction, command: Command) -> tuple[Edit, ...]:
        """Give the edits that make GNU wget tell little of its progress."""
        inner = unwrap(command)
        options = [word.text for word in inner.words[1:] if word.text.startswith("-")]
        says = re.compile(
            r"--(?:progress|quiet|no-verbose|output-file|append-output|help|version)\b|-[a-zA-Z]*[qoan]"
        )
        if program(inner) != "wget" or command.exec or any(says.match(text) for text in options):
            return ()
        if not any("://" in word.text or "$" in word.text for word in inner.words[1:]):
            return ()
        return self._behind(one, inner.words[0], "--progress=dot:giga")

    def apt_get(self, one: Instruction) -> tuple[Edit, ...]:
        """Give the edits that make ``apt`` to ``apt-get``; none where a call means something else."""
        commands = [unwrap(each) for each in script_at(self.dockerfile, one).commands]
        calls = [each for each in commands if program(each) == "apt"]
        if not calls or any(_verb(each) not in _SAME or each.exec for each in calls):
            return ()
        if any(_verb(each) == "install" and not _is_bare(each) for each in calls):
            return ()
        if any(each.words[0].value not in ("apt", "/usr/bin/apt") for each in calls):
            return ()
        named = [(each.words[0], (each.words[0].value or "apt") + "-get") for each in calls]
        return tuple(replace_word(word, text) for word, text in named)

    def apt_lists(self, one: Instruction) -> tuple[Edit, ...]:
        """Give the edits that take the lists away at the end of the RUN that fetched and used them."""
        script = script_at(self.dockerfile, one)
        verbs = [_verb(unwrap(each)) for each in script.commands if program(unwrap(each)) in _APT]
        if (
            "update" not in verbs
            or "distclean" in verbs
            or not _USES.intersection(verbs)
            or not self._is_final
        ):
            return ()
        if _mounts_cache(one) or self._names("/var/lib/apt/lists") or self._used_later(one):
            return ()
        return self._at_the_end(one, script)

    def _at_the_end(self, one: Instruction, script: Script) -> tuple[Edit, ...]:
        tops = [found for found in script.lists if not found.nesting]
        if len(tops) != 1 or one.json is not None or one.heredocs or script.comments:
            return ()
        items = tops[0].items
        if any(item.after is not None and item.after.text != "&&" for item in items):
            return ()
        return behind(self.dockerfile, one, items[-1], "&&", _LISTS, Style.of(self.dockerfile))

    def _behind(self, one: Instruction, word: Word | None, text: str) -> tuple[Edit, ...]:
        return () if word is None else (insert_after_word(word, text),)

    def _environment(self, one: Instruction) -> frozenset[str]:
        return frozenset(self.dockerfile.environment(one).env)

    def _names(self, path: str) -> bool:
        return path in self.dockerfile.source.text

    @cached_property
    def _is_final(self) -> bool:
        return self.stage in self.dockerfile.lineage(self.dockerfile.final)

    @cached_property
    def _pip_is_known(self) -> bool:
        """Tell whether the image's pip surely has the option; Python images have had it since 2015."""
        if self.base.name in ("python", "alpine"):
            return True
        image = self.dockerfile.base_image(self.stage)
        tag = (image.tag or "latest") if image else ""
        number = re.match(r"[0-9]+", tag)
        if number:
            return int(number[0]) >= _OLD.get(self.base.name, 10**6)
        return tag != "" and not _OLD_NAMES.intersection(re.split(r"[-.]", tag))

    def _used_later(self, one: Instruction) -> bool:
        """Tell whether a later RUN may install from the lists, in this stage or in those built on it."""
        for stage in self.dockerfile.stages:
            lineage = self.dockerfile.lineage(stage)
            if self.stage not in lineage:
                continue
            for each in reversed(lineage[: lineage.index(self.stage) + 1]):
                for run in each.of("RUN", "ONBUILD"):
                    behind_it = each is not self.stage or run.span.start > one.span.start
                    if behind_it and self._may_use(run):
                        return True
        return False

    def _may_use(self, run: Instruction) -> bool:
        script = script_at(self.dockerfile, run)
        if script.opaque is not None or run.keyword == "ONBUILD":
            return True
        fetched = False
        for command in script.commands:
            inner = unwrap(command)
            name = program(inner)
            if name in _APT:
                verb = _verb(inner)
                fetched = fetched or verb == "update"
                if verb not in _SAME or (verb == "install" and not fetched):
                    return True
            elif inner.words and (name is None or not _is_known(inner)):
                return True
        return False


def _is_known(command: Command) -> bool:
    name = command.name or ""
    return "/" not in name.removeprefix("/usr").removeprefix("/bin/") and bool(
        _KNOWN.fullmatch(posixpath.basename(name))
    )


def _verb(command: Command) -> str:
    texts = (word.value or "" for word in command.words[1:])
    return next((text for text in texts if text and not text.startswith("-")), "")


def _is_bare(command: Command) -> bool:
    """Tell whether an installation leaves out what is only recommended."""
    return any(word.value == "--no-install-recommends" for word in command.words)


def _mounts_cache(one: Instruction) -> bool:
    """Tell whether a RUN mounts a cache that is not uv's."""
    mounts = (flag.value or "" for flag in one.flags if flag.name == "mount")
    return any(re.search(r"type=(?:cache|tmpfs)", mount) and "/uv" not in mount for mount in mounts)
