"""Writes the rows of ``transforms/data/recommends.toml`` that apt can tell; see its head for what they mean.

Runs with the Python of Debian that has python3-apt. FOLDER has for each release of RELEASES a folder with `sources.list`
(main, updates and security) and what `apt-get update` fetched for it, into `lists`.

    /usr/bin/python3 -m tests.tables.recommends FOLDER > rows.toml

apt itself is asked, by its library: what it would install beside a package with recommended packages, and without, in an
image that holds what ``images.toml`` says.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "transforms" / "data"
RELEASES = ("bullseye", "bookworm", "trixie")
IMAGES = ("debian", "python-slim", "python")
MOST = 3


def main() -> None:
    """Ask for each release and image, with and without recommended packages, and print the rows."""
    if sys.argv[1] == "--ask":
        release, mode, lists = sys.argv[2:5]
        asked = Asked(Path(lists), release, mode == "with")
        json.dump(asked.answers(**json.load(sys.stdin)), sys.stdout)
        return
    sys.stdout.write("".join(f"{line}\n" for line in Rows(asked_cells(Path(sys.argv[1]))).lines()))


def asked_cells(folder: Path) -> dict[tuple[str, str], Cell]:
    """Ask for all packages of ``packages.toml`` in each image on each release."""
    cells = [(release, image) for release in RELEASES for image in IMAGES]
    names = sorted(tomllib.loads((DATA / "packages.toml").read_text("utf-8")))
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda cell: Cell.asked(folder, *cell, names), cells)
        return dict(zip(cells, found, strict=True))


def _ask(folder: Path, release: str, mode: str, **what: Any) -> Any:
    command = [sys.executable, "-m", "tests.tables.recommends", "--ask", release, mode, str(folder)]
    done = subprocess.run(command, input=json.dumps(what), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


@dataclass
class Cell:
    """What apt does in one image on one release: for each package what it brings, and what it recommends beside."""

    held: set[str]
    brings: dict[str, list[str]]
    left: dict[str, list[list[str]]]

    @classmethod
    def asked(cls, folder: Path, release: str, image: str, names: Iterable[str]) -> Cell:
        """Ask for `names`, and for what they recommend in turn."""
        cell = cls({*_ask(folder, release, "without", image=image)}, {}, {})
        new = sorted(names)
        while new:
            cell._ask_for(folder, release, new)
            new = sorted({name for groups in cell.left.values() for name in _to_name(groups)} - {*cell.left})
        return cell

    def _ask_for(self, folder: Path, release: str, names: list[str]) -> None:
        what = {"held": sorted(self.held), "names": names}
        bare, full = (_ask(folder, release, mode, **what) for mode in ("without", "with"))
        for name, new in bare["installs"].items():
            self.brings[name] = new
            there, extra = self.held | {*new}, {*full["installs"].get(name, ())} - {*new}
            groups = (group for one in new for group in bare["groups"][one] if not there & {*group})
            self.left[name] = [each for each in (_first(group, extra) for group in groups) if each]


def _to_name(groups: list[list[str]]) -> set[str]:
    """Give what may have to be named in place of what recommends it; nothing where that is too much."""
    needed = {name for name in _names([groups]) if not _is_dispensable(name)}
    return needed if len(needed) <= 2 * MOST else set()


def _is_dispensable(name: str) -> bool:
    return name in _dispensable() or f"*-{name.rpartition('-')[2]}" in _dispensable()


@cache
def _dispensable() -> frozenset[str]:
    return frozenset(tomllib.loads((DATA / "dispensable.toml").read_text("utf-8")))


def _first(group: list[str], extra: set[str]) -> list[str]:
    """Give a recommendation with what apt takes for it in front; nothing where it can take none."""
    taken = [name for name in group if name in extra]
    return [taken[0], *(name for name in group if name != taken[0])] if taken else []


class Rows:
    """The rows of the table."""

    def __init__(self, cells: dict[tuple[str, str], Cell]) -> None:
        self.cells = cells
        self.known = {name for (_, image), cell in cells.items() if image == IMAGES[0] for name in cell.left}
        self.recommended = {
            name for key in self.known for group in self.groups(key) for name in group.split("|")
        }

    def lines(self) -> Iterator[str]:
        """Give the rows of the images and of the packages, sorted by name."""
        rows = {**self.images(), **{name: self.row(name) for name in self.known}}
        return (_line(key, rows[key]) for key in sorted(rows))

    def images(self) -> dict[str, dict[str, Any]]:
        """Give what each image holds that recommends something, and what is never left out in it."""
        rows = {}
        for release in RELEASES:
            for image in IMAGES[1:]:
                has = sorted(
                    name for name in self.cells[release, image].held & self.known if self.groups(name)
                )
                never = sorted(self.never(release, image) & self.recommended)
                rows[f"{image} {release}"] = {"has": has, "never": never}
        return rows

    def never(self, release: str, image: str) -> set[str]:
        """Give what no package leaves out in an image, and some do on Debian alone."""
        plain, other = self.cells[release, "debian"].left, self.cells[release, image].left
        return _names(plain.values()) - _names(other.values())

    def row(self, name: str) -> dict[str, Any]:
        """Give the row of a package."""
        found = self.by_release(name)
        row: dict[str, Any] = {"only": [*found]} if len(found) < len(RELEASES) else {}
        left = next((each for each in found.values() if "*" in each), None)
        common = left or [
            each for each in next(iter(found.values())) if all(each in other for other in found.values())
        ]
        row |= {"left": common} if common else {}
        own = (
            {}
            if left
            else {key: [each for each in every if each not in common] for key, every in found.items()}
        )
        row |= {key: every for key, every in own.items() if every}
        return {**row, **self.beside(name, [*found])}

    def by_release(self, name: str) -> dict[str, list[str]]:
        """Give for each release that has a package what it recommends there."""
        cells = ((release, self.cells[release, "debian"].left) for release in RELEASES)
        return {release: self.left(left[name]) for release, left in cells if name in left}

    def groups(self, name: str) -> list[str]:
        """Give what a package recommends on any release."""
        return [group for group in self.left_anywhere(name) if group != "*"]

    def beside(self, name: str, releases: list[str]) -> dict[str, Any]:
        """Give what a package surely brings of what others recommend, and what the full image does not leave out."""
        brought = [{*self.cells[release, "debian"].brings[name]} for release in releases]
        brings = sorted(set.intersection(*brought) & self.recommended - {name})
        full = set()
        for release in releases:
            plain, cell = self.cells[release, "debian"], self.cells[release, "python"]
            if name in cell.left and name not in cell.held:
                full |= _names([plain.left[name]]) - _names([cell.left[name]]) - self.never(release, "python")
        full &= self.recommended if "*" not in self.left_anywhere(name) else set()
        return {**({"brings": brings} if brings else {}), **({"not-in-full": sorted(full)} if full else {})}

    def left_anywhere(self, name: str) -> list[str]:
        """Give what a package recommends on any release, with the mark for too many."""
        return [group for every in self.by_release(name).values() for group in every]

    def left(self, groups: list[list[str]]) -> list[str]:
        """Give the recommendations, each once; `*` at the end for more than can be named."""
        found = sorted(
            {"|".join([group[0], *(each for each in group[1:] if each in self.known)]) for group in groups}
        )
        needed = [each for each in found if not _is_dispensable(each.partition("|")[0])]
        if len({each.partition("|")[0] for each in needed}) > 2 * MOST:
            return [*needed[: MOST + 1], "*"]
        return found


def _names(many: Iterable[list[list[str]]]) -> set[str]:
    return {group[0] for groups in many for group in groups}


def _line(key: str, row: dict[str, Any]) -> str:
    fields = ", ".join(f"{name} = {json.dumps(value)}" for name, value in row.items())
    return f'"{key}" = {{ {fields} }}' if fields else f'"{key}" = {{}}'


class Asked:
    """apt with the lists of one release."""

    def __init__(self, folder: Path, release: str, recommends: bool) -> None:
        import apt_pkg

        self.apt, self.release = apt_pkg, release
        apt_pkg.init_config()
        for name in (
            "Dir::Etc::parts",
            "Dir::Etc::main",
            "Dir::Etc::sourceparts",
            "Dir::State::extended_states",
        ):
            apt_pkg.config.set(name, "/dev/null")
        own = folder.resolve() / release
        self.temporary = tempfile.TemporaryDirectory()
        apt_pkg.config.set("Dir::Etc::sourcelist", str(own / "sources.list"))
        apt_pkg.config.set("Dir::State::lists", str(own / "lists"))
        apt_pkg.config.set("Dir::Cache", self.temporary.name)
        apt_pkg.config.set("APT::Architecture", "amd64")
        apt_pkg.config.set("APT::Install-Recommends", "1" if recommends else "0")
        self.open("")

    def open(self, status: str) -> None:
        """Read the lists again, beside the installed packages that `status` tells of."""
        file = Path(self.temporary.name, "status")
        file.write_text(status, "utf-8")
        self.apt.config.set("Dir::State::status", str(file))
        self.apt.init_system()
        self.cache = self.apt.Cache(None)
        self.policy = self.apt.DepCache(self.cache)
        self.policy.init()
        self.named: dict[str, list[str]] = {}

    def answers(self, image: str = "", held: Sequence[str] = (), names: Sequence[str] = ()) -> Any:
        """Give what is in an image; without one, what apt installs beside `held` for each name."""
        if image:
            return sorted(self.held(image))
        self.open("\n".join(map(self.record, held)))
        real = {name: self.real(name) for name in names}
        installs = {name: self.installed(one) for name, one in real.items() if one is not None}
        seen = sorted({one for each in installs.values() for one in each})
        return {"installs": installs, "groups": {one: self.groups(one) for one in seen}}

    def held(self, image: str) -> Iterable[str]:
        """Give the packages of an image."""
        rows = tomllib.loads((DATA / "images.toml").read_text("utf-8"))
        if image == "debian":
            merged = ["usr-is-merged"]  # else usrmerge stands for it, which needs perl
            required = [each.name for each in self.cache.packages if _is_required(each, self)]
            return self.together([*merged, *required, "apt"])
        slim = [*rows["python-slim"]["packages"], *rows[f"python-slim-{self.release}"]["packages"]]
        slim = [*filter(self.exists, slim)]
        if image == "python-slim":
            return slim
        self.open("\n".join(map(self.record, slim)))
        own = (*rows["python"]["packages"], *rows.get(f"python-full-{self.release}", {}).get("packages", ()))
        return {*slim, *self.together(own)}

    def together(self, names: Iterable[str]) -> list[str]:
        """Give what is installed for several packages at once."""
        for name in filter(self.exists, names):
            self.policy.mark_install(self.cache[name], True, True)
        return [each.name for each in self.cache.packages if self.policy.marked_install(each)]

    def installed(self, name: str) -> list[str]:
        """Give what is newly installed for one package."""
        found: set[str] = set()
        with self.apt.ActionGroup(self.policy):
            self.policy.mark_install(self.cache[name], True, True)
            left = [name]
            while left:
                one = left.pop()
                if one not in found and self.policy.marked_install(self.cache[one]):
                    found.add(one)
                    left += self.named_by(one)
            every = self.cache.packages if self.policy.del_count else ()
            taken = [each for each in every if self.policy.marked_delete(each)]
            for each in (*map(self.cache.__getitem__, found), *taken):
                self.policy.mark_keep(each)
        return sorted(found)

    def named_by(self, name: str) -> list[str]:
        """Give all that a package depends on or recommends, every alternative."""
        if name not in self.named:
            kinds = self.policy.get_candidate_ver(self.cache[name]).depends_list
            groups = [
                group for kind in ("Depends", "PreDepends", "Recommends") for group in kinds.get(kind, ())
            ]
            targets = {
                each.parent_pkg.name for group in groups for one in group for each in one.all_targets()
            }
            self.named[name] = sorted(targets)
        return self.named[name]

    def groups(self, name: str) -> list[list[str]]:
        """Give what a package recommends: the alternatives of each recommendation, what provides them too."""
        version = self.policy.get_candidate_ver(self.cache[name])
        found = []
        for group in version.depends_list.get("Recommends", ()):
            names = (one.parent_pkg.name for each in group for one in each.all_targets())
            found.append(list(dict.fromkeys(names)))
        return [each for each in found if each]

    def exists(self, name: str) -> bool:
        """Tell whether the release has a package of that name."""
        return name in self.cache and self.policy.get_candidate_ver(self.cache[name]) is not None

    def real(self, name: str) -> str | None:
        """Give the package that apt takes for a name: also the only one that provides it; None for none."""
        if self.exists(name) or name not in self.cache:
            return name if name in self.cache else None
        providers = {version.parent_pkg.name for _, _, version in self.cache[name].provides_list}
        return providers.pop() if len(providers) == 1 else None

    def record(self, name: str) -> str:
        """Give what the lists say of a package, as of one that is installed."""
        records = self.apt.PackageRecords(self.cache)
        version = self.policy.get_candidate_ver(self.cache[name])
        records.lookup(version.file_list[0])
        lines = [line for line in records.record.splitlines() if line.strip()]
        return "\n".join([lines[0], "Status: install ok installed", *lines[1:], ""])


def _is_required(package: Any, asked: Asked) -> bool:
    version = asked.policy.get_candidate_ver(package)
    return version is not None and (package.essential or version.priority == asked.apt.PRI_REQUIRED)


if __name__ == "__main__":
    main()
