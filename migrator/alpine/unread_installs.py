"""Ways in which a RUN may install what no dependency file tells: nobody has looked whether musl has it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import cached_property

from migrator import regex as re
from migrator.alpine.downloads import FETCHERS, URL
from migrator.alpine.script_files import ScriptFiles
from migrator.alpine.signs import Sign
from migrator.apt.commands import APT
from migrator.build_context import BuildContext
from migrator.build_context.called_scripts import CalledScript, called_scripts, shell_operand
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.requirements.installers import INSTALLERS, installer_words
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.named_programs import named_by_variable, read_through
from migrator.shell.options import option_values
from migrator.shell.runners import behind_runners
from migrator.shell.wrappers import PYTHON, SHELLS
from migrator.source import Span, Word, line_at

_BETWEEN = r"[\"',\s\\]+"
_INSTALL = re.compile(
    rf"(?<![\w./-])(?:[\w./~-]*/)?(?:pip[0-9.]*|poetry|pipenv|conda|mamba|apt(?:-get)?)\b(?:\$?[)}}])?{_BETWEEN}"
    rf"(?:-[\w-]+(?:=\S+)?{_BETWEEN})*(?:install|sync|wheel)\b|\bpip\.(?:main|_internal)\b|\beasy_install\b"
)
_PRINTERS = frozenset({"echo", "printf", "grep", "sed", "awk", "test", "[", ":", "true"})
_RUNNERS = frozenset(
    {
        *("tox", "nox", "invoke", "inv", "fab", "just", "task", "rake", "doit", "buildout", "poe"),
        *("pre-commit", "ansible-playbook", "ansible-pull", "bazel", "bazelisk", "pants", "conan", "spack"),
        *("nix", "nix-env", "nix-shell", "guix", "brew", "snap", "flatpak", "pyenv", "asdf", "mise", "pixi"),
        *("sdk", "devbox"),
    }
)
"""Programs that run tasks written elsewhere, or install from sources of their own."""
_MAKE_ENVIRONMENTS = frozenset(
    {
        *("tox", "nox", "pre-commit", "buildout", "conan", "spack", "nix", "nix-env", "nix-shell", "guix"),
        *("brew", "pyenv", "asdf", "mise", "pixi", "devbox"),
    }
)
"""Those that install whenever they run, with the compilers of the image, or a Node.js or Python for glibc."""
_OF_PDM = frozenset(
    {
        *("add", "build", "cache", "completion", "config", "export", "fix", "import", "info", "init"),
        *("install", "list", "lock", "new", "outdated", "plugin", "publish", "py", "python", "remove"),
        *("run", "search", "self", "show", "sync", "update", "use", "venv"),
    }
)
"""PDM's own commands: another word is a script that pyproject.toml holds."""
_COMPILES = re.compile(
    r"(?i)(?:.*/)?(?:configure|config|autogen(?:\.sh)?|bootstrap(?:\.sh)?|buildconf(?:\.sh)?|gradlew|mvnw|b2|waf)"
)
_SCRIPT = re.compile(
    r"(?:.*/)?[\w.+-]+\.(?:sh|bash)|\.{1,2}/(?!(?:[\w.+-]+/)*(?:node_modules/\.bin|\.?venv/bin)/)(?:[\w.+-]+/)*[\w+-]+"
)
"""Scripts by their ending or by where they lie; what a package manager has put there is none."""
_COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
_PIP = re.compile(r"pip-?[0-9.]*")
_WITH_SIGNS = frozenset({"conda", "mamba", "micromamba", "xargs", "pip-compile", "pip-review"})
"""Others that are handed requirements, of which something else is told."""
_INSTALLING = frozenset({"install", "sync", "wheel", "-r"})
_WRITE_OUT = "write the command out"
_SAY_SO = "do its work in the Dockerfile, or say why it is fine: # dfmigrate: ignore[DFM210] because …"


def unread_installs(
    dockerfile: Dockerfile, stages: Iterable[Stage], build: BuildContext, knowledge: Knowledge
) -> Iterator[Sign]:
    """Give what may install something in `stages` and cannot be read, at most one for each instruction."""
    for stage in stages:
        for instruction in stage.instructions:
            keyword = instruction.inner.keyword
            run = _Run(dockerfile, build, knowledge, instruction)
            if keyword in ("CMD", "ENTRYPOINT") and instruction is stage.last(keyword):
                signs = run.at_start()
            else:
                signs = run.signs() if keyword == "RUN" else run.in_files() if keyword == "COPY" else iter(())
            if (first := next(signs, None)) is not None:
                yield first


@dataclass(frozen=True)
class _Run:
    dockerfile: Dockerfile
    build: BuildContext
    knowledge: Knowledge
    instruction: Instruction

    @cached_property
    def script(self) -> Script:
        return read_through(self.dockerfile, self.instruction)

    @cached_property
    def files(self) -> ScriptFiles:
        return ScriptFiles(self.dockerfile, self.build, self.knowledge, self.instruction, self.script)

    @cached_property
    def called(self) -> tuple[CalledScript, ...]:
        return called_scripts(self.dockerfile, self.build, self.instruction)

    def signs(self) -> Iterator[Sign]:
        """Give all that is not read, the most telling first."""
        for command in self.script.commands:
            line = self.dockerfile.source.line_of(command.span.start)
            yield from self._named(unwrap(command), line)
        yield from self._written()
        for command in self.script.commands:
            line = self.dockerfile.source.line_of(command.span.start)
            yield from self._runs(behind_runners(unwrap(command)), line)
        for each in self.called:
            yield from _in_script(each)

    def at_start(self) -> Iterator[Sign]:
        """Give what makes environments of its own whenever the container starts."""
        scripts = (self.script, *(each.script for each in self.called))
        for command in (one for script in scripts for one in script.commands):
            task = _task(installer_words(behind_runners(unwrap(command))))
            if task in _MAKE_ENVIRONMENTS:
                what = f"what {task} installs when the container starts cannot be read"
                yield Sign(self.instruction.line, what, _SAY_SO)

    def in_files(self) -> Iterator[Sign]:
        """Give the installers in files that the Dockerfile itself holds."""
        copy = self.instruction.inner
        target = copy_parts(copy).destination.text.rstrip("/")
        for heredoc in copy.heredocs if copy.heredocs and self._named_again(target) else ():
            for match in _INSTALL.finditer(_without_comments(heredoc.text)):
                yield Sign(
                    self.instruction.line,
                    f"what `{_plain(match)}` in this file installs is not read",
                    _SAY_SO,
                )

    # programs

    def _named(self, inner: Command, line: int) -> Iterator[Sign]:
        """Tell of a program that a variable names, and of one that runs tasks written elsewhere."""
        if not inner.words:
            return
        name, word = program(inner), inner.words[0].text
        if name is None:
            yield Sign(line, f"what {word} runs cannot be told", _WRITE_OUT)
        elif self._name_from_variable(inner) and not _is_python(name):
            yield Sign(
                line, f"{word} is run through a variable: only Python's installers are read so", _WRITE_OUT
            )
        elif _verb_is_hidden(inner):
            tool = next((each for each in installer_words(inner)[:1] if "$" not in each), name)
            yield Sign(line, f"what {tool} does here cannot be told: a variable decides it", _WRITE_OUT)
        elif task := _task(installer_words(inner)):
            yield Sign(line, f"what {task} installs cannot be read", _SAY_SO)
        elif stranger := _stranger(installer_words(inner)):
            yield Sign(line, f"{stranger}, which is not read there", _SAY_SO)

    def _name_from_variable(self, inner: Command) -> bool:
        """Tell whether a variable holds the program's name, not only the folder that it lies in."""
        text = re.sub(r"\$\{[^}]*\}", "$", self.dockerfile.source.slice(inner.words[0].span))
        return "$" in text.rpartition("/")[2]

    # text

    def _written(self) -> Iterator[Sign]:
        """Tell of an installer that stands in the text and that no command is."""
        source, span = self.dockerfile.source, self.instruction.span
        quiet = [*self.instruction.comments, *self.script.comments, *_handled(self.script), *self._kept]
        for heredoc in self.instruction.inner.heredocs:
            body = heredoc.body
            quiet += [Span(*each.span()) for each in _COMMENT.finditer(source.text, body.start, body.end)]
        for match in _INSTALL.finditer(source.text, span.start, span.end):
            if not any(match.start() in span for span in quiet):
                message = f"what `{_plain(match)}` installs cannot be read here"
                yield Sign(source.line_of(match.start()), message, _SAY_SO)

    @cached_property
    def _kept(self) -> list[Span]:
        """The places of commands that write files which nothing in the Dockerfile names again."""
        found: list[Span] = []
        for command in self.script.commands:
            targets = [re.sub(r"^[0-9]*>+\|?", "", word.value or word.text) for word in command.redirects]
            paths = [one for one in targets if one and not one.startswith(("<", "&", "/dev/"))]
            if paths and not command.feeds_pipe and not any(map(self._named_again, paths)):
                found += [command.span, *command.heredocs]
        return found

    def _named_again(self, path: str) -> bool:
        name = posixpath.basename(path.strip("\"'"))
        text = self.dockerfile.source.text
        if text.count(name) < 2:  # quick, where the file is long and writes many files
            return False
        return len(re.findall(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text)) > 1

    # files

    def _runs(self, inner: Command, line: int) -> Iterator[Sign]:
        """Tell of a script that is downloaded, piped or nowhere to be seen."""
        name = program(inner) or ""
        if name in SHELLS or PYTHON.fullmatch(name):
            yield from self._interpreted(inner, name, line)
        elif inner.words and _SCRIPT.fullmatch(inner.words[0].value or "") and not self._is_called(inner):
            path = inner.words[0].value or ""
            if not ((name in INSTALLERS and self.files.mounted(path)) or self.files.in_venv(path)):
                yield from self._absent(inner.words[0], line)
        elif name in (".", "source") and inner.arguments and inner.arguments[0].text.startswith("<("):
            yield from self._handed(inner.arguments[0].text, line, name)

    def _interpreted(self, inner: Command, name: str, line: int) -> Iterator[Sign]:
        operand = _operand(inner)
        if operand is None:
            if inner.reads_pipe and not inner.heredocs and not _has_code(inner):
                yield from self._piped(inner, name, line)
            handed = next((one.text for one in inner.redirects if re.match("<[^<]", one.text)), None)
            if handed is not None and not _has_code(inner):
                yield Sign(line, f"what {name} is handed ({handed}) is not read", _SAY_SO)
        elif operand.text.startswith("<("):
            yield from self._handed(operand.text, line, name)
        elif PYTHON.fullmatch(name):
            yield from self._python(operand, line)
        elif not self._is_called(inner):
            yield from self._absent(operand, line)

    def _piped(self, inner: Command, name: str, line: int) -> Iterator[Sign]:
        commands = self.script.commands
        before = [one for one in commands if one.after is not None and one.after == inner.before]
        feeder = program(unwrap(before[-1])) if before else None
        if feeder in FETCHERS:
            urls = [url for word in unwrap(before[-1]).words for url in URL.findall(word.text)]
            if name in SHELLS and urls:
                return  # the signs of glibc speak of it
            if urls and all(self.files.is_fine(url) for url in urls):
                return
        elif feeder in ("echo", "printf", "yes"):
            return  # its text is searched
        yield Sign(line, f"what is piped into {name} cannot be read", _SAY_SO)

    def _handed(self, text: str, line: int, name: str) -> Iterator[Sign]:
        urls = URL.findall(text)
        if not urls or not all(self.files.is_fine(url) for url in urls):
            yield Sign(line, f"what {name} is handed by {text} cannot be read", _SAY_SO)

    def _python(self, operand: Word, line: int) -> Iterator[Sign]:
        path = operand.value or ""
        found = self.files.origin(path)
        text = self.build.read(found) if found is not None else None
        if text is not None and (match := _INSTALL.search(_without_comments(text))):
            place = f"{found}:{line_at(text, match.start())}"
            yield Sign(line, f"{path} installs packages ({place}), which are not read", _SAY_SO)
        elif text is None and self.files.downloaded(path):
            yield Sign(line, f"what {path} installs cannot be told: it is downloaded", _SAY_SO)

    def _is_called(self, inner: Command) -> bool:
        """Tell whether the script that a command runs is in the build context, where others read it."""
        named = {one.word for one in self.called}
        return any(word.value in named for word in inner.words)

    def _absent(self, word: Word, line: int) -> Iterator[Sign]:
        path = word.value
        if path is None:
            yield Sign(line, f"which script {word.text} is cannot be told", _WRITE_OUT)
        elif self.files.downloaded(path):
            yield Sign(line, f"what {path} installs cannot be told: it is downloaded", _SAY_SO)
        elif not (_COMPILES.fullmatch(path) or self.files.added(path) or self.files.is_written(path)):
            yield Sign(line, f"{path} is run and is not in the build context: it cannot be read", _SAY_SO)


def _is_python(name: str) -> bool:
    return name in INSTALLERS or PYTHON.fullmatch(name) is not None or _PIP.fullmatch(name) is not None


def _stranger(words: tuple[str, ...]) -> str:
    """Say what an unknown program installs as pip does: ``peep.py install -r need.txt``; empty for none.

    Known installers are no strangers; ``ansible-galaxy install -r requirements.yml`` reads other files.
    """
    name = posixpath.basename(words[0]) if words else ""
    known = name in INSTALLERS | _WITH_SIGNS | _PRINTERS or _PIP.fullmatch(name) is not None
    if known or "install" not in words[1:]:
        return ""
    files = (file for file in option_values(words, "-r", "--requirement") if file.endswith(".txt"))
    return next((f"{name} installs {file}" for file in files), "")


def _verb_is_hidden(inner: Command) -> bool:
    """Tell whether a variable decides what an installer does: ``pip $VERB``, ``python -m $MODULE``."""
    words = installer_words(inner)
    module = PYTHON.fullmatch(program(inner) or "") and "-m" in [word.value for word in inner.arguments[:3]]
    if module and (not words or not _is_python(words[0])):
        return not words or "$" in words[0]
    if not words or not _is_python(words[0]):
        return False
    verbs = [word for word in words[1:] if not word.startswith("-")][: 2 if words[0] == "uv" else 1]
    return (bool(verbs) and "$" in verbs[0]) or (verbs[:1] == ["pip"] and "$" in "".join(verbs[1:]))


def _task(words: tuple[str, ...]) -> str:
    """Give what runs tasks written elsewhere: ``invoke``, ``uv run poe``, a script of PDM; else empty."""
    name = next(iter(words), "")
    behind = next((word for word in words[2:] if not word.startswith("-")), "") if "run" in words[1:2] else ""
    verb = next((word for word in words[1:] if not word.startswith("-")), "")
    if name == "pdm" and verb and verb not in _OF_PDM:
        return f"`pdm {verb}`"
    return next((each for each in (name, behind) if each in _RUNNERS), "")


def _handled(script: Script) -> list[Span]:
    """Give the places of the commands that are read as installers, and of those that only print."""
    return [one.span for one in script.commands if _is_read(one) or _only_prints(one)]


def _is_read(command: Command) -> bool:
    """Tell whether a command is an installer that others read: of Python packages, or of Debian's."""
    inner = unwrap(command)
    words = installer_words(inner)
    name = next(iter(words), "")
    if command.opaque_inner or inner.heredocs:
        return False
    if "run" in words[1:2]:  # ``poetry run pip install``
        return False
    return name in INSTALLERS or _PIP.fullmatch(name) is not None or program(inner) in APT


def _only_prints(command: Command) -> bool:
    kept = any(
        not re.fullmatch(r"[0-9]*>(?:&[0-9]|\s*/dev/(?:null|stdout|stderr))", one.text)
        for one in command.redirects
    )
    return program(unwrap(command)) in _PRINTERS and not command.feeds_pipe and not kept


def _operand(inner: Command) -> Word | None:
    """Give the file that an interpreter runs; None where it gets code, a module or its input."""
    if not PYTHON.fullmatch(program(inner) or ""):
        return shell_operand(inner)
    words = iter(inner.arguments)
    for word in words:
        value = word.plain
        if value in ("-", "/dev/stdin") or re.fullmatch("-(?![WX])[a-zA-Z]*[cm].*", value):
            return None
        if not value.startswith("-"):
            return word
        if value in ("-W", "-X"):
            next(words, None)
    return None


def _has_code(inner: Command) -> bool:
    return any(re.fullmatch(r"-[a-zA-Z]*[cm]", word.value or "") for word in inner.arguments)


def _plain(match: re.Match[str]) -> str:
    return " ".join(re.sub(r"[\"',\\]", " ", match[0]).split())


def _without_comments(text: str) -> str:
    return _COMMENT.sub("", text)


def _in_script(each: CalledScript) -> Iterator[Sign]:
    """Tell of an installer in a script of the build context that is not read as a command of it."""
    quiet = _handled(each.script)
    quiet += [Span(*match.span()) for match in _COMMENT.finditer(each.text)]
    for match in _INSTALL.finditer(each.text):
        if any(match.start() in span for span in quiet):
            continue
        place = f"{each.path}:{line_at(each.text, match.start())}"
        yield Sign(each.line, f"{each.word} installs packages ({place}), which are not read", _SAY_SO)
    for command in each.script.commands:
        words = frozenset(word.value for word in unwrap(command).arguments)
        if named_by_variable(command) and words & _INSTALLING:
            place = f"{each.path}:{line_at(each.text, command.span.start)}"
            yield Sign(each.line, f"{each.word} installs through a variable ({place})", _WRITE_OUT)
