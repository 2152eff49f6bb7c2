"""A commit for each bundle, with a seal that shows later whether anybody but dfmigrate touched it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from migrator import regex as re
from migrator.engine import Outcome, Status
from migrator.findings import Change
from migrator.forge.git import Git
from migrator.forge.groups import Group
from migrator.records import dataclass
from migrator.report.model import Report
from migrator.report.text import printable

_TRAILER = re.compile(
    r"^Dfmigrate: base=(?P<base>[0-9a-f]+) part=(?P<part>\d+)/(?P<of>\d+) content=(?P<content>[0-9a-f]+) "
    r"seal=(?P<seal>[0-9a-f]+)$",
    re.M,
)
_FALLBACK = ("dfmigrate", "dfmigrate@localhost")
_LINES = 20


@dataclass(frozen=True)
class Draft:
    """One commit to be made: what it says, and each file before and after."""

    message: str
    files: tuple[tuple[str, bytes, bytes], ...]

    @property
    def content(self) -> str:
        """A digest of all that the commit says and does, whatever it stands on."""
        digest = hashlib.sha256(self.message.encode("utf-8", "surrogateescape"))
        for path, before, after in self.files:
            for part in (path.encode("utf-8", "surrogateescape"), before, after):
                digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()[:20]


@dataclass(frozen=True)
class Chain:
    """The sealed commits of a branch, first to last, and the commit of the base that they stand on."""

    base: str
    contents: tuple[str, ...]


def drafts(group: Group) -> tuple[Draft, ...]:
    """Give the commits of a group's pull request, one for each bundle, in the order of the run."""
    return tuple(_draft(group, bundle) for bundle in bundle_order(group.reports))


def _draft(group: Group, bundle: str) -> Draft:
    steps = ((report, step) for report in group.reports for step in report.result.steps)
    touched = [(report, step) for report, step in steps if step.bundle == bundle]
    where = replace(group, reports=tuple(report for report, _ in touched)).where
    files = tuple((r.name, step.before.to_bytes(), step.after.to_bytes()) for r, step in touched)
    return Draft(_message(bundle, where, [report for report, _ in touched]), files)


def bundle_order(reports: Sequence[Report]) -> Iterator[str]:
    """Give the bundles that change something in `reports`, in the order of the run."""
    return _order([list(dict.fromkeys(step.bundle for step in each.result.steps)) for each in reports])


def _order(rows: list[list[str]]) -> Iterator[str]:
    """Merge the orders of several files into one: each row's own order is kept."""
    while rows := [row for row in rows if row]:
        later = {name for row in rows for name in row[1:]}
        chosen = next((row[0] for row in rows if row[0] not in later), rows[0][0])
        yield chosen
        rows = [[name for name in row if name != chosen] for row in rows]


def _message(bundle: str, where: str, touched: Sequence[Report]) -> str:
    subject = f"{bundle}: migrate {where}"
    lines = [line for report in touched for line in _reasons(report, bundle)]
    more = [f"… and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return "\n".join([_cut(subject, 72), "", *lines[:_LINES], *more]).rstrip() + "\n"


def _reasons(report: Report, bundle: str) -> Iterator[str]:
    for outcome in sorted(report.result.outcomes, key=lambda each: each.line):
        if (
            outcome.status is Status.APPLIED
            and bundle_of(outcome) == bundle
            and isinstance(outcome.finding, Change)
        ):
            reason = printable(outcome.finding.reason)
            yield _cut(f"{printable(report.name)}:{outcome.line}: {outcome.finding.rule.id} {reason}", 300)


def bundle_of(outcome: Outcome) -> str:
    """Give the name of the step that applied a finding: its bundle, else its transform."""
    return outcome.bundle or outcome.transform


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


@dataclass(frozen=True)
class Writer:
    """Makes commits out of drafts without any checkout; `scratch` is a folder for its index."""

    git: Git
    scratch: Path
    signoff: bool = False

    def write(self, base: str, made: Sequence[Draft]) -> str:
        """Give the last commit of the chain that stands on `base`.

        The same drafts on the same base are the same commits (the date is the base's), so that a run
        that was killed goes on where it was.
        """
        index = {"GIT_INDEX_FILE": str(self.scratch / "index")}
        self.git.run("read-tree", base, environ=index)
        parent, start = base, int(self.git.text("show", "-s", "--format=%ct", base))
        for number, draft in enumerate(made, 1):
            self.git.run(
                "update-index", "-z", "--index-info", stdin=self._entries(base, draft), environ=index
            )
            tree = self.git.run("write-tree", environ=index).decode().strip()
            place = f"base={base} part={number}/{len(made)} content={draft.content}"
            parent = self._commit(tree, parent, draft.message, place, start + number)
        (self.scratch / "index").unlink(missing_ok=True)
        return parent

    def _entries(self, base: str, draft: Draft) -> bytes:
        names = (path for path, _, _ in draft.files)
        listed = self.git.run("ls-tree", "-z", base, "--", *names).decode("utf-8", "surrogateescape")
        modes = {
            path: about.partition(" ")[0]
            for about, _, path in (e.partition("\t") for e in listed.split("\0"))
        }
        lines = []
        for path, _, after in draft.files:
            blob = (
                self.git.run("hash-object", "-w", "--stdin", f"--path={path}", stdin=after).decode().strip()
            )
            lines.append(f"{modes.get(path, '100644')} {blob}\t{path}\0".encode("utf-8", "surrogateescape"))
        return b"".join(lines)

    def _commit(self, tree: str, parent: str, message: str, place: str, date: int) -> str:
        name, email = self._identity
        signed_off = f"\nSigned-off-by: {name} <{email}>" if self.signoff else ""
        bare = f"{message}{signed_off}\nDfmigrate: {place} seal="
        sealed = bare + _seal(tree, parent, f"{name} <{email}>", bare) + "\n"
        who: dict[str, str] = {}
        for role in ("AUTHOR", "COMMITTER"):
            who |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": email, f"GIT_{role}_DATE": f"{date} +0000"}
        data = sealed.encode("utf-8", "surrogateescape")
        return (
            self.git.run("commit-tree", *self._signing, tree, "-p", parent, stdin=data, environ=who)
            .decode()
            .strip()
        )

    @cached_property
    def _signing(self) -> tuple[str, ...]:
        return ("-S",) if self.git.maybe("config", "--type=bool", "--get", "commit.gpgsign") == "true" else ()

    @cached_property
    def _identity(self) -> tuple[str, str]:
        name = self.git.environ.get("GIT_AUTHOR_NAME") or self.git.maybe("config", "--get", "user.name")
        email = self.git.environ.get("GIT_AUTHOR_EMAIL") or self.git.maybe("config", "--get", "user.email")
        return (name, email) if name and email else _FALLBACK


def _seal(tree: str, parent: str, author: str, message: str) -> str:
    parts = "\0".join((tree, parent, author, message))
    return hashlib.sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()[:20]


@dataclass(frozen=True)
class _Link:
    """One commit whose seal is whole: the `part`-th `of` as many."""

    parent: str
    base: str
    content: str
    part: int
    of: int


def chain(git: Git, head: str) -> Chain | None:
    """Give the chain that ends in `head`; None where a person added, changed, dropped or rebased a commit."""
    links: list[_Link] = []
    while not links or links[-1].parent != links[-1].base:
        link = _sealed(git, links[-1].parent if links else head)
        if link is None:
            return None
        links.append(link)
    links.reverse()
    if [(each.part, each.of) for each in links] != [(n, len(links)) for n in range(1, len(links) + 1)]:
        return None
    return Chain(links[0].base, tuple(each.content for each in links))


def _sealed(git: Git, commit: str) -> _Link | None:
    """Give a commit as part of a chain, None where its seal is not whole."""
    data = git.run("cat-file", "commit", commit).decode("utf-8", "surrogateescape")
    head, _, message = data.partition("\n\n")
    fields = [line.partition(" ")[::2] for line in head.split("\n")]
    parents = [value for key, value in fields if key == "parent"]
    match = _TRAILER.search(message)
    if match is None or len(parents) != 1 or message[match.end() :] != "\n":
        return None
    author = next((value.rsplit(" ", 2)[0] for key, value in fields if key == "author"), "")
    tree = next((value for key, value in fields if key == "tree"), "")
    if _seal(tree, parents[0], author, message[: match.start("seal")]) != match["seal"]:
        return None
    return _Link(parents[0], match["base"], match["content"], int(match["part"]), int(match["of"]))


def changed_files(git: Git, base: str, head: str) -> tuple[str, ...]:
    """Give the files that a chain changes."""
    names = git.run("diff", "--name-only", "--no-renames", "-z", base, head)
    return tuple(name.decode("utf-8", "surrogateescape") for name in names.split(b"\0") if name)
