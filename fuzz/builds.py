"""Builds of Dockerfiles in which only the shells are real, to see what they call and what ends them.

Every program is a stand-in that writes down its arguments, in a folder that is the root of what runs. Needs root
(for chroot), and bash, dash and a static busybox on the PATH.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import dockerfile as buildkit

SECONDS = 5
FOLDERS = (
    *("bin", "sbin", "lib", "lib64", "usr/bin", "usr/sbin", "usr/lib", "usr/share", "usr/include"),
    *("usr/src/app", "usr/local/bin", "usr/local/src", "etc/apt/sources.list.d", "etc/apt/apt.conf.d"),
    *("etc/apt/keyrings", "etc/apk/keys", "etc/default", "etc/ssh", "etc/profile.d", "etc/cron.d"),
    *("etc/ld.so.conf.d", "etc/sudoers.d", "root/.pip", "root/.ssh", "root/.config/pip"),
    *("var/lib/apt/lists", "var/log", "var/cache/apk", "tmp", "opt", "app", "srv", "home", "dev"),
    "stand-ins",
)
"""What images have, and scripts count on."""
STAND_IN = """#!/busybox sh
line=$(echo "${0##*/} $*" | /busybox tr '\\n' ' ')
echo "$line" >> /calls
case ${0##*/} in uname|arch) echo x86_64 ;; nproc) echo 2 ;; mktemp) echo /tmp/x ;; dpkg) echo amd64 ;; esac
case " $(/busybox cat /failing) " in *" ${0##*/} "*) exit 1 ;; esac
"""
PRELUDE = """cd() { case "$1" in -*|"") ;; *) /busybox mkdir -p "$1" 2>/dev/null ;; esac; command cd "$@"; }
"""
"""Every folder is there: what makes them, a clone or an archive, is a stand-in too."""
OWN = frozenset(
    {
        *(".", ":", "[", "alias", "bg", "break", "case", "cd", "command", "continue", "declare", "do"),
        *("done", "echo", "elif", "else", "esac", "eval", "exec", "exit", "export", "false", "fi", "for"),
        *("function", "getopts", "hash", "if", "in", "let", "local", "popd", "printf", "pushd", "pwd"),
        *("read", "readonly", "return", "select", "set", "shift", "shopt", "source", "test", "then"),
        *("time", "times", "trap", "true", "type", "typeset", "ulimit", "umask", "unset", "until"),
        *("wait", "while"),
    }
)
"""What shells have themselves."""
_WORD = re.compile(r"[\w./+@%-]+")
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?[^}]*\}|\$(\w+)")
_KILLS = re.compile(r"(?<![\w-])(?:kill|killall|pkill|wait)(?![\w-])")


@dataclass(frozen=True)
class Run:
    """A RUN in shell form: the shell of its stage with its options, the folder, the variables, the script."""

    shell: tuple[str, ...]
    folder: str
    variables: Mapping[str, str]
    script: str


@dataclass(frozen=True)
class Build:
    """What came of RUNs: the status of the first that failed, else 0, and all calls as lines; None: no end."""

    status: int | None
    calls: tuple[str, ...] = ()


@dataclass
class Stage:
    """What is in force where a build has come to in a stage."""

    shell: tuple[str, ...]
    folder: str = "/"
    variables: dict[str, str] = field(default_factory=lambda: {"HOME": "/root"})

    def take(self, keyword: str, values: tuple[str, ...]) -> None:
        """Let an instruction change it."""
        known = [_expanded(value, self.variables) for value in values]
        if keyword == "ARG":
            pairs = (value.partition("=") for value in known)
            self.variables |= {
                name: value for name, is_, value in pairs if is_ and name not in self.variables
            }
        elif keyword == "ENV":
            self.variables |= dict(zip(values[::2], known[1::2], strict=True))
        elif keyword == "WORKDIR":
            self.folder = posixpath.normpath(posixpath.join(self.folder, known[0]))
        elif keyword == "SHELL":
            self.shell = values


def runs_of(text: str) -> Iterator[Run]:
    """Give the RUNs of a Dockerfile in shell form; raises ValueError where BuildKit cannot read it."""
    above = stage = Stage(("dash", "-c"))
    for one in buildkit.parse_string(text):
        keyword, values = one.cmd.upper(), tuple(one.value)
        if keyword == "FROM":
            stage = Stage(("ash" if "alpine" in _expanded(values[0], above.variables) else "dash", "-c"))
        elif keyword == "RUN" and not one.json:
            yield Run(stage.shell, stage.folder, dict(stage.variables), _script(one))
        else:
            stage.take(keyword, values)


def _script(run: buildkit.Command) -> str:
    text = " ".join(run.value)
    if re.fullmatch(r"<<-?\s*[\"']?\w+[\"']?", text.strip()) and run.heredocs:
        return str(run.heredocs[0].content)
    return text + "".join(f"\n{one.content}{one.name}\n" for one in run.heredocs)


def _expanded(value: str, variables: Mapping[str, str]) -> str:
    return _VARIABLE.sub(
        lambda match: variables.get(match[1] or match[3]) or match[2] or "", value.strip("\"'")
    )


class Jail:
    """A folder that is the root of what runs in it: shells, stand-ins for all programs, and nothing else."""

    def __init__(self, root: Path, failing: Sequence[str]) -> None:
        self.root = root
        for name in FOLDERS:
            (root / name).mkdir(parents=True, exist_ok=True)
        for name in ("bash", "dash", "busybox"):
            self._copy(name)
        (root / "dev/null").touch()
        (root / "failing").write_text(" ".join(failing))
        (root / "stand-ins/.one").write_text(STAND_IN)
        (root / "stand-ins/.one").chmod(0o755)

    def _copy(self, name: str) -> None:
        program = shutil.which(name)
        if program is None:
            raise click.ClickException(f"{name} is not on the PATH")
        shutil.copy(program, self.root / name)
        needs = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607
        for library in re.findall(r"/\S+\.so\S*", needs):
            (self.root / library[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, self.root / library[1:])

    def status(self, run: Run) -> int | None:
        """Run a RUN and give its status; None where it does not end."""
        script = _KILLS.sub("true", re.sub(r"(?<![\w./])\./(?=\w)", "", run.script))
        shell = posixpath.basename(run.shell[0])
        plain = "busybox" if shell == "ash" else shell if shell in ("bash", "dash") else "dash"
        self._install(script, plain)
        words = (
            "ash" if plain == "busybox" else shell,
            *run.shell[1:],
            self._prelude(script, plain) + script,
        )
        variables = {**run.variables, "PATH": "/stand-ins"}
        try:
            process = subprocess.Popen(  # noqa: S603
                words,
                executable=f"/{plain}",
                env={name: value for name, value in variables.items() if "\0" not in name + value},
                preexec_fn=lambda: self._enter(run.folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError):
            return None
        try:
            return process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)

    def _enter(self, folder: str) -> None:
        os.chroot(self.root)
        os.makedirs(folder, exist_ok=True)
        os.chdir(folder)

    def _install(self, script: str, plain: str) -> None:
        """Put a stand-in in the place of every program that a script may name, and make the folders it writes to."""
        for folder in re.findall(r">>?\s*\"?(/[\w./+-]+)/", script):
            (self.root / folder[1:]).mkdir(parents=True, exist_ok=True)
        for word in set(_WORD.findall(script)):
            written = re.search(rf">\s*\"?{re.escape(word)}", script)
            path = posixpath.normpath(word) if "/" in word else f"/stand-ins/{word}"
            if word not in OWN and not written and re.match(r"/(?:[^/]+/)*(?:s?bin|stand-ins)/[^/]+\Z", path):
                self._link(path, "/stand-ins/.one")
        for name, shell in (("sh", plain), ("bash", "bash")):
            for folder in ("bin", "stand-ins"):
                self._link(f"/{folder}/{name}", f"/{shell}", anew=True)

    def _link(self, path: str, target: str, *, anew: bool = False) -> None:
        place = self.root / path[1:]
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if anew:
                place.unlink(missing_ok=True)
            if not os.path.lexists(place):
                place.symlink_to(target)
        except OSError:
            return  # a file is where its folder should be, or its name is too long

    def _prelude(self, script: str, plain: str) -> str:
        """Give what goes before a script: busybox would take applets of its own for the programs."""
        if plain != "busybox":
            return PRELUDE
        names = {word for word in _WORD.findall(script) if word.isidentifier()} - OWN - {"sh", "bash", "ash"}
        return PRELUDE + "".join(f'{name}() {{ /stand-ins/{name} "$@"; }}\n' for name in sorted(names))

    @property
    def calls(self) -> tuple[str, ...]:
        """All calls so far, in the order in which they ended."""
        path = self.root / "calls"
        return tuple(path.read_text("utf-8", "replace").splitlines()) if path.exists() else ()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what a shell has left running, also in the background."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def build(runs: Sequence[Run], failing: Sequence[str] = ()) -> Build:
    """Run RUNs one after the other, up to the first that fails; all calls of the programs `failing` do."""
    with tempfile.TemporaryDirectory(prefix="calls-", ignore_cleanup_errors=True) as root:
        jail = Jail(Path(root), failing)
        for run in runs:
            if status := jail.status(run):
                return Build(status, jail.calls)
            if status is None:
                return Build(None)
        return Build(0, jail.calls)
