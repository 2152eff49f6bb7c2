"""What the RUNs of Dockerfiles call, before and after a run of all transforms, and which failures end the build.

    python -m fuzz.calls FOLDER…              each Dockerfile below the folders, once
    python -m fuzz.calls FOLDER… --harden     the same with --harden

Each RUN is really run, by the shell that its stage has (busybox's on Alpine), in a root folder of its own where
every program is a stand-in that writes down its arguments; then again with all calls of one program failing.
Told is what another build would call, or bear. What package managers and installers are called with is left
out; accounts, quotes and downloads are meant to differ in places: a reader has to judge. An original that does
not come to its end this way is passed over. Needs root, and bash, dash and a static busybox on the PATH.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from fuzz.builds import Run, build, runs_of
from fuzz.files import FRESH, dockerfiles
from migrator.disk import InputError
from migrator.knowledge import Knowledge
from migrator.registry import installed, knowledge_folders
from migrator.run import Runner
from migrator.settings import SettingsError

PROGRAMS = 3
"""Programs that are made to fail, beside the package manager and the installer, which always are."""
APT = frozenset({"apt", "apt-get", "aptitude", "apk", "dpkg", "apt-key", "add-apt-repository", "apt-mark"})
_INSTALLER = re.compile(r"(?:pip[\d.]*|uvx?) |python[\d.]* -m pip ")
_CLEANS = re.compile(r"(?:yum|dnf|microdnf) clean |rm .*/var/(?:lib/apt|cache/ap[tk])")


def differences(before: Sequence[Run], after: Sequence[Run]) -> Iterator[str]:
    """Give what the build of `after` calls and bears otherwise than that of `before`."""
    old = build(before)
    if old.status != 0:
        return
    new = build(after)
    if new.status != 0:
        yield f"ends with {new.status}"
        return
    lost, more = (Counter(filter(_counts, one.calls)) for one in (old, new))
    yield from (f"lost: {line}" for line in sorted((lost - more).elements()))
    yield from (f"new: {line}" for line in sorted((more - lost).elements()))
    for programs in _to_fail(old.calls, new.calls):
        fails = [build(runs, programs).status for runs in (before, after)]
        if None not in fails and bool(fails[0]) != bool(fails[1]):
            yield f"where {programs[0]} fails: {fails[0]} before, {fails[1]} after"


def _counts(line: str) -> bool:
    name = line.partition(" ")[0]
    return not (name in APT or _INSTALLER.match(line) or _CLEANS.match(line))


def _to_fail(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give programs that both builds call, and the package managers and installers where both have one."""
    names = [{line.partition(" ")[0] for line in calls} for calls in (old, new)]
    plain = sorted(name for name in names[0] & names[1] if _counts(f"{name} ") and name != "rm")
    yield from ((name,) for name in plain[:PROGRAMS])
    if all(each & APT for each in names):
        yield "apt-get", *APT
    installers = [{name for name in each if _INSTALLER.match(f"{name} ")} for each in names]
    if all(installers):
        yield "pip", *installers[0], *installers[1]


@click.command(help=__doc__)
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--harden", is_flag=True)
def main(folders: tuple[Path, ...], harden: bool) -> None:
    """Tell the differences of every file that changes; exit 1 where there are some."""
    overrides = (("harden", True),) if harden else ()
    runner = Runner(tuple(installed()), Knowledge.load(*knowledge_folders()), overrides)
    changed = different = 0
    for number, path in enumerate(dockerfiles(folders)):
        runner = runner if number % FRESH else runner.anew()
        try:
            result = runner.data(path, path.read_bytes()).result
            runs = [tuple(runs_of(one.text)) for one in (result.before, result.after)]
        except (InputError, SettingsError, ValueError) as error:
            click.echo(f"{path}: {error}", err=True)
            continue
        changed += result.changed
        found = tuple(differences(*runs)) if result.changed else ()
        different += bool(found)
        click.echo("".join(f"{path}: {each}\n" for each in found), nl=False)
    click.echo(f"{changed} changed, {different} of them with differences")
    raise SystemExit(1 if different else 0)


if __name__ == "__main__":
    main()
