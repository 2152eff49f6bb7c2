"""Signs in a Dockerfile that what it brings in was built for glibc: vendor binaries, paths, installers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from migrator import regex as re
from migrator.alpine.downloads import FETCHERS, REPOSITORY, URL, known_download, shown_address
from migrator.alpine.signs import Sign
from migrator.build_context import BuildContext
from migrator.build_context.called_scripts import called_scripts
from migrator.dockerfile import Dockerfile, Instruction, Stage, assignments, copy_parts
from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields
from migrator.records import dataclass
from migrator.shell import Command, program, unwrap
from migrator.shell.named_programs import read_through
from migrator.shell.options import option_values
from migrator.shell.runners import behind_runners
from migrator.shell.wrappers import PYTHON
from migrator.source import Word, line_at

_DATA = re.compile(
    r"\.(?:json|txt|csv|tsv|xml|ya?ml|toml|ini|cfg|conf|pem|crt|cer|key|gpg|asc|sig|pub|md5|sha\d+|sha\d+sum|html?"
    r"|css|js|map|ttf|otf|woff2?|pdf|png|jpe?g|svg|gif|ico|sql|db|sqlite3?|mo|po|py|whl|mmdb|dat|bin|pt|pth|pkl"
    r"|joblib|safetensors|h5|npz|npy|model|jar|war)(?:[?#].*)?$",
    re.IGNORECASE,
)
_KEY = re.compile(r"/(?:gpg|key)\Z|\bgpg\b[^/]*\Z|\.(?:gpg|asc|key)\Z", re.IGNORECASE)
_BY_NAME = "named so"
"""What the table says of an address that is known by a word in it alone."""
_EXECUTABLE = re.compile(r"\bchmod\b|\binstall\s+(?:-[a-zA-Z]*m|--mode)")
_LINKS = re.compile(r"\bln\s|\bPATH=")
_ARCHIVE = re.compile(
    r"\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|zip|7z)(?:[?#].*)?$|/(?:tarball|zipball)/|/archive/", re.I
)
_COMPILES = re.compile(
    r"\b(?:make|cmake|ninja|meson|cargo|go build|setup\.py|pip3? install|-m pip|configure|gcc|autoreconf)\b"
)
_LIBRARY_PATH = re.compile(
    r"(?:/usr/lib/python3/dist-packages|/lib64/ld-linux|/etc/debian_version|/etc/lsb-release)[^\s\"':;]*"
)
_APT_IN_SCRIPT = re.compile(
    r"^[^#\n]*\b(?:apt-get|aptitude|apt (?:install|update)|dpkg -i|apt-key)\b", re.MULTILINE
)
_APT = re.compile(r"\b(?:apt-get|aptitude|apt-key|dpkg)\b")
_INTERPRETER = re.compile(r"(?:python|perl|ruby|node)[0-9.]*")
_NO_APT = "give the script an Alpine form, or do its work in the Dockerfile"
_HIDDEN = re.compile(r"[\"']?\$[({]?[A-Za-z_][\w]*.*")
_PROGRAM = re.compile(r"\bchmod\b|\|\s*(?:ba|a|da)?sh\b|\bunzip\b|\btar\b|/bin/")
"""What makes a program of something that was downloaded."""
_NODE_MANAGERS = frozenset({"n", "nvm", "fnm", "volta", "nodeenv", "asdf"})
_DEPENDENCIES = re.compile(
    r"-{0,2}(?:install[-_](?:\w+[-_])?|(?:with|setup|bootstrap)[-_](?:system[-_])?)(?:deps|dependencies)"
    r"|-{0,2}(?:deps|dependencies)[-_]install"
)
"""Words by which a program is told to install packages of the system for itself."""
_OWN_PACKAGES = frozenset(
    {
        *("apt", "apt-get", "apk", "make", "cmake", "configure", "meson", "cargo", "go", "git", "bundle"),
        *("npm", "yarn", "pnpm", "bun", "pip", "pip3", "uv", "poetry", "pipenv", "pdm", "hatch", "rye"),
        *("pre-commit", "composer", "gem", "bower", "echo", "printf", "test", "[", "grep", "sed"),
    }
)
"""Programs whose dependencies others read, or are none of the system."""
_CONDA = frozenset({"conda", "mamba", "micromamba"})
_PIPED = re.compile(r"\|\s*(?:sudo\s+(?:-E\s+)?)?(?:ba|da|a)?sh\b|(?:ba)?sh -c \"\$\(")
_STAY = "keep this image on Debian"
_BY_PYTHON = re.compile(r"the body is run by python")
_SILENCE = "if it does without glibc, say so: # dfmigrate: ignore[DFM209] because …"


def glibc_signs(
    dockerfile: Dockerfile, stages: Iterable[Stage], build: BuildContext, knowledge: Knowledge
) -> Iterator[Sign]:
    """Give what in `stages` would not work on musl, or cannot be told, in file order."""
    reader = _Reader(dockerfile, build, knowledge)
    for stage in stages:
        for instruction in stage.instructions:
            inner = instruction.inner
            if inner.keyword == "RUN":
                yield from reader.commands(instruction)
            elif inner.keyword == "ADD":
                yield from reader.added(instruction, inner)
            yield from _paths(dockerfile, instruction)


@dataclass(frozen=True)
class _Reader:
    dockerfile: Dockerfile
    build: BuildContext
    knowledge: Knowledge

    def commands(self, instruction: Instruction) -> Iterator[Sign]:
        source = self.dockerfile.source
        text = source.slice(instruction.span)
        expand = self.dockerfile.environment(instruction).expand
        script = read_through(self.dockerfile, instruction)
        if script.opaque is not None and not _BY_PYTHON.match(script.opaque):
            yield Sign(instruction.line, f"what this RUN does cannot be read: {script.opaque}", _SILENCE)
        for command in script.commands:
            line = source.line_of(command.span.start)
            inner = unwrap(command)
            yield from _installers(inner, line)
            yield from self._unread(inner, line)
            if program(inner) in FETCHERS:
                texts = [_address(word, expand) for word in inner.words[1:]]
                yield from self._downloads(inner, texts, line, text)
        yield from self._scripts(instruction)

    def _unread(self, command: Command, line: int) -> Iterator[Sign]:
        """Tell of a script in a command that cannot be read, and of one in Python that calls apt."""
        name = program(command) or ""
        if command.opaque_inner is not None:
            yield Sign(line, f"what `{name}` runs here cannot be read: {command.opaque_inner}", _SILENCE)
        for heredoc in command.heredocs:
            found = _APT.search(self.dockerfile.source.slice(heredoc))
            if found and _INTERPRETER.fullmatch(name):
                yield Sign(line, f"the script for {name} calls {found[0]}", _NO_APT)

    def added(self, instruction: Instruction, add: Instruction) -> Iterator[Sign]:
        expand = self.dockerfile.environment(instruction).expand
        for word in copy_parts(add).sources:
            match = URL.fullmatch(_address(word, expand))
            if match and (sign := self._of_url(match[0], instruction.line, "chmod")) is not None:
                yield sign

    def _downloads(self, command: Command, words: Iterable[str], line: int, text: str) -> Iterator[Sign]:
        urls = [match[0] for each in words if (match := URL.search(each))]
        for url in urls:
            if (sign := self._of_url(url, line, text)) is not None:
                yield sign
        hidden = next((word.text for word in command.words[1:] if _HIDDEN.fullmatch(word.text)), None)
        if not urls and hidden and _PROGRAM.search(text) and not _COMPILES.search(text):
            yield Sign(line, f"whether what {hidden} names runs without glibc cannot be told", _SILENCE)

    def _of_url(self, url: str, line: int, text: str) -> Sign | None:
        known = known_download(self.knowledge, url)
        if _KEY.search(url):
            return self._of_key(url, known, line)
        if known is not None:
            if known.flag("runs"):
                return None
            needs = f"needs {known.text('needs', 'glibc')}: it is {known.text('what')}"
            return Sign(line, f"{shown_address(url)} {needs}", known.text("instead"))
        if url.endswith((".sh", ".bash")) or _PIPED.search(text):
            return Sign(line, f"what the script {shown_address(url)} installs cannot be told", _SILENCE)
        plain = _DATA.search(url) or not _EXECUTABLE.search(text)
        fine = self._is_source(url, text) if _ARCHIVE.search(url) else plain
        what = f"whether {shown_address(url)} runs without glibc cannot be told"
        return None if fine else Sign(line, what, _SILENCE)

    def _is_source(self, url: str, text: str) -> bool:
        """Tell whether an archive holds sources: one that is compiled, or of a repository, as a clone."""
        if _COMPILES.search(text) or not REPOSITORY.match(url):
            return _COMPILES.search(text) is not None
        return not (_EXECUTABLE.search(text) or _LINKS.search(text) or self._sets_path)

    @cached_property
    def _sets_path(self) -> bool:
        """Whether programs in what is unpacked may be found by name: their first lines cannot be read."""
        return any(each.name == "PATH" for one in self.dockerfile.of("ENV") for each in assignments(one))

    def _of_key(self, url: str, known: Fields | None, line: int) -> Sign | None:
        """Report a key whose packages are known; it is no program, whatever its address is called."""
        if known is None or known.flag("runs") or known.text("what") == _BY_NAME:
            return None
        return Sign(line, f"{shown_address(url)} is the key of {known.text('what')}", known.text("instead"))

    def _scripts(self, instruction: Instruction) -> Iterator[Sign]:
        """Look into the scripts of the build context that a RUN runs."""
        for script in called_scripts(self.dockerfile, self.build, instruction):
            match = _APT_IN_SCRIPT.search(script.text)
            if match is not None:
                place = f"{script.path}:{line_at(script.text, match.end())}"
                yield Sign(script.line, f"{script.word} calls apt ({place})", _NO_APT)
            for command in script.script.commands:
                inner = unwrap(command)
                found = [*_installers(inner, script.line)]
                if program(inner) in FETCHERS:
                    texts = map(_unquoted, inner.words[1:])
                    found += self._downloads(inner, texts, script.line, script.text)
                yield from (replace(one, message=f"{script.path}: {one.message}") for one in found)


def _address(word: Word, expand: Callable[[str], str | None]) -> str:
    """Give a word without its quotes; a variable as what the file says that it holds."""
    return (expand(word.text) if _HIDDEN.fullmatch(word.text) else None) or _unquoted(word)


def _unquoted(word: Word) -> str:
    return word.value or re.sub(r"[\"']", "", word.text)


def _installers(command: Command, line: int) -> Iterator[Sign]:
    """Look for installers whose packages are for glibc."""
    if program(command) in _CONDA:
        yield Sign(line, f"{program(command)} installs packages built for glibc", _STAY)
    if program(command) in _NODE_MANAGERS:
        yield Sign(line, f"{program(command)} downloads a Node.js built for glibc", "`apk add nodejs npm`")
    if ("playwright", "install") in itertools.pairwise(word.value for word in command.words):
        yield Sign(line, "playwright downloads browsers built for glibc", _STAY)
    else:
        yield from _for_itself(behind_runners(command), line)
    for platform in option_values([word.value or "" for word in command.words], "--platform"):
        if "manylinux" in platform:
            yield Sign(line, f"--platform {platform} asks for wheels for glibc", "leave the option out")


def _for_itself(command: Command, line: int) -> Iterator[Sign]:
    """Tell of a program that is asked to install what it needs: ``bbot --install-all-deps``."""
    name, values = program(command) or "", [word.value or "" for word in command.arguments]
    if PYTHON.fullmatch(name) and values[:1] == ["-m"]:
        name, values = "".join(values[1:2]), values[2:]
    told = next((each for each in values if _DEPENDENCIES.fullmatch(each)), "")
    if told and name not in _OWN_PACKAGES:
        yield Sign(
            line, f"`{name} {told}` installs packages of the system, which ones is not known", _SILENCE
        )


def _paths(dockerfile: Dockerfile, instruction: Instruction) -> Iterator[Sign]:
    source = dockerfile.source
    seen: set[str] = set()
    for match in _LIBRARY_PATH.finditer(source.text, instruction.span.start, instruction.span.end):
        if instruction.has_comment_at(match.start()) or match[0] in seen:
            continue
        seen.add(match[0])
        line = source.line_of(match.start())
        yield Sign(line, f"{match[0]} is a path of Debian that Alpine does not have", "write Alpine's path")
