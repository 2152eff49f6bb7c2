"""Carries a survey out on a forge: one group after the other, each of them apart from the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import field

from migrator.forge import marker
from migrator.forge.commits import chain, changed_files
from migrator.forge.git import Git, GitError, LeaseError, Remote
from migrator.forge.model import Forge, ForgeError, LimitError, LostAnswerError, NewPull, People, Pull, State
from migrator.forge.people import Asked
from migrator.forge.plan import Branch, Decision, Do, Leftover, decide, next_marker, retire, title_of
from migrator.forge.state import Resume
from migrator.forge.survey import Proposal, Survey
from migrator.forge.throttle import Throttle
from migrator.records import dataclass

HOLDS = frozenset({Do.CREATE, Do.UPDATE, Do.REOPEN, Do.KEEP})
"""What makes sure that an open pull request holds the changes of a group, as they should be."""
_TRIES = 3
_NO_RIGHT = ("error: 403", "denied", "not allowed to push")
"""What git and forges say to those who may read only."""
_NOT_ASKED = (404, 422)
"""Statuses with which forges say that they do not know somebody, or that he may not review."""


@dataclass(frozen=True)
class Options:
    """How pull requests are opened; `most` is how many may be open at once, `sleep` the pause between two."""

    draft: bool = False
    asked: Asked = field(default_factory=Asked)
    most: int | None = None
    sleep: float = 0.0
    reopen: bool = False
    refresh: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one group: `failed` where it is not as it should be."""

    group: str
    done: Do
    said: str
    url: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Standings:
    """How things are on the forge: ours that are open, all from the groups' branches, and those."""

    open: tuple[Pull, ...]
    pulls: tuple[Pull, ...]
    branches: dict[str, Branch]


@dataclass(frozen=True)
class Campaign:
    """One run over one repository; `owner` is whose repository the branches go to."""

    forge: Forge
    git: Git
    remote: Remote
    owner: str
    survey: Survey
    options: Options
    throttle: Throttle
    resume: Resume

    def standings(self) -> Standings:
        """Ask the forge and git how things are; writes nothing."""
        every = tuple(pull for pull in self.forge.open_pulls() if pull.owner == self.owner)
        opened = tuple(pull for pull in every if marker.read(pull.body) is not None)
        wanted = {each.branch for each in self.survey.proposals if each.group.id not in self.resume.done}
        past = self.forge.pulls_from(wanted - {pull.branch for pull in every}, self.owner)
        known = wanted | {pull.branch for pull in opened}
        heads = self._heads(known)
        self.remote.fetch(name for name in heads if name in known)
        branches = {name: self._branch(head) for name, head in heads.items() if name in known}
        return Standings(opened, (*every, *past), branches)

    def _heads(self, names: set[str]) -> dict[str, str]:
        prefix = self.survey.scope.prefix
        elsewhere = sorted(name for name in names if not name.startswith(prefix))
        parent = prefix.rpartition("/")[0]
        heads = self.remote.heads(f"{prefix}*", *elsewhere, *([parent] if parent else []))
        if parent in heads and parent not in names:
            raise GitError(
                f"a branch {parent} is there, so none can lie below it: --branch-prefix names another place"
            )
        return heads

    def _branch(self, head: str) -> Branch:
        found = chain(self.git, head)
        return Branch(head, found.contents if found else None)

    def decisions(self, now: Standings) -> Iterator[tuple[Proposal, Decision]]:
        """Give what to do about each group, in their order; writes nothing."""
        count = len(now.open)
        covered = frozenset[str]().union(*(each.files for each in self.survey.proposals))
        left = [each for each, decision in self._leftovers(now, covered) if decision.do is Do.LEAVE]
        for proposal in self.survey.proposals:
            decision = self._decision(proposal, now, left)
            if decision.do in (Do.CREATE, Do.REOPEN):
                if self.options.most is not None and count >= self.options.most:
                    decision = Decision(
                        Do.DEFER, f"--max-prs: {count} are open; run again when some are merged"
                    )
                else:
                    count += 1
            yield proposal, decision

    def _decision(self, proposal: Proposal, now: Standings, left: Sequence[Leftover]) -> Decision:
        if proposal.group.id in self.resume.done:
            return Decision(Do.KEEP, "done before the last run was interrupted")
        pulls = [pull for pull in now.pulls if pull.branch == proposal.branch]
        branch = now.branches.get(proposal.branch)
        options = self.options
        decision = decide(proposal.wanted, pulls, branch, reopen=options.reopen, refresh=options.refresh)
        if decision.do in (Do.CREATE, Do.REOPEN):
            for each in left:
                if proposal.files.intersection(each.files):
                    reason = f"#{each.pull.number}, opened with another --group-by, has files of it and stays"
                    return Decision(Do.LEAVE, reason, each.pull)
        return decision

    def _leftovers(self, now: Standings, covered: frozenset[str]) -> Iterator[tuple[Leftover, Decision]]:
        """Give the open pull requests of ours that no group is about, with what to do about each."""
        branches = {each.branch for each in self.survey.proposals}
        faulty = {group for group, _ in self.survey.faults}
        present = frozenset(
            self.git.text("ls-tree", "-r", "-z", "--name-only", self.survey.commit).split("\0")
        )
        for pull in now.open:
            found = marker.read(pull.body)
            if pull.branch in branches or pull.base != self.survey.base or (found and found.group in faulty):
                continue
            branch = now.branches.get(pull.branch)
            files = self._files(branch.head) if branch else ()
            settled = frozenset(name for name in files if self.survey.is_settled(name, present))
            leftover = Leftover(pull, files, branch)
            yield leftover, retire(leftover, settled, covered)

    def _files(self, head: str) -> tuple[str, ...]:
        """Give the files that a branch changes, a person's commits included."""
        held = chain(self.git, head)
        base = held.base if held else self.git.maybe("merge-base", self.survey.commit, head)
        return changed_files(self.git, base, head) if base else ()

    def carry_out(self) -> Iterator[Outcome]:
        """Do what is to be done; give each group's outcome as it is settled. Never raises for one group."""
        for group, said in self.survey.faults:
            yield Outcome(group, Do.FAIL, said, failed=True)
        now = self.standings()
        stopped, held = "", set[str]()
        for proposal, decision in self.decisions(now):
            branch = now.branches.get(proposal.branch)
            outcome, stopped = self._settled(proposal, decision, branch, stopped)
            if outcome.done in HOLDS:
                held |= proposal.files
            yield outcome
        if not stopped:
            yield from self._retired(now, frozenset(held))

    def retirements(self, now: Standings, held: frozenset[str]) -> Iterator[tuple[str, Decision]]:
        """Give what to do about open ones that no group is about, by their group; `held`: files of others."""
        for leftover, decision in self._leftovers(now, held):
            if decision.do is Do.LEAVE and leftover.files and self.options.refresh:
                continue  # nobody asked about them
            found = marker.read(leftover.pull.body)
            yield found.group if found else leftover.pull.branch, decision

    def _settled(
        self, proposal: Proposal, decision: Decision, branch: Branch | None, stopped: str
    ) -> tuple[Outcome, str]:
        """Give the outcome of one group, and why all further ones have to wait, "" where they need not."""
        group = proposal.group.id
        if stopped and decision.do not in (Do.KEEP, Do.LEAVE):
            return Outcome(group, Do.FAIL, f"not tried: {stopped}", failed=True), stopped
        try:
            outcome = self._apply(proposal, decision, branch.head if branch else "")
        except LeaseError:
            return Outcome(group, Do.LEAVE, "somebody pushed to it just now", _url(decision)), stopped
        except LimitError as error:
            return Outcome(group, Do.FAIL, str(error), _url(decision), failed=True), str(error)
        except (ForgeError, GitError) as error:
            return Outcome(group, Do.FAIL, str(error), _url(decision), failed=True), stopped
        if outcome.done in HOLDS:
            self.resume.record(group, outcome.url)
        return outcome, stopped

    def _apply(self, proposal: Proposal, decision: Decision, seen: str) -> Outcome:
        group, pull = proposal.group.id, decision.pull
        if decision.do in (Do.KEEP, Do.LEAVE, Do.DEFER, Do.FAIL):
            url = _url(decision) or self.resume.done.get(group, "")
            return Outcome(group, decision.do, decision.reason, url, decision.do is Do.FAIL)
        if decision.do is Do.REOPEN and pull is not None:
            pull = self._reopened(pull)
        if decision.push:
            self._push(proposal, seen)
        if pull is None or decision.do is Do.CREATE:
            made = self._created(proposal)
            self._complete(proposal, made)
            self.throttle.rest(self.options.sleep)
            return Outcome(group, Do.CREATE, decision.reason, made.url)
        self._complete(proposal, pull)
        return Outcome(group, decision.do, decision.reason, pull.url)

    def _push(self, proposal: Proposal, seen: str) -> None:
        self.throttle.before_write()
        try:
            self.remote.push(proposal.wanted.head, proposal.branch, seen)
        except GitError as error:
            if any(sign in str(error) for sign in _NO_RIGHT):
                raise GitError(f"{error} (no right to push? --fork pushes to a fork)") from error
            raise

    def _created(self, proposal: Proposal) -> Pull:
        """Open the pull request; where no answer came, look whether it is there before trying again."""
        people = self.options.asked.of(proposal.owners)
        mark = marker.Marker(proposal.group.id, proposal.wanted.title, pending=bool(people))
        new = NewPull(
            title=proposal.wanted.title,
            body=marker.render(mark, proposal.wanted.text),
            branch=proposal.branch,
            owner=self.owner,
            base=self.survey.base,
            draft=self.options.draft,
        )
        for _ in range(_TRIES):
            try:
                return self.forge.create(new)
            except LostAnswerError:
                found = self.forge.pulls_from([proposal.branch], self.owner)
                there = next((each for each in found if each.state is State.OPEN), None)
                if there is not None:
                    return there
        raise ForgeError(f"no answer after {_TRIES} attempts to open a pull request from {proposal.branch}")

    def _complete(self, proposal: Proposal, pull: Pull) -> None:
        """Set what is still missing: people where they were not all asked yet, then title and body."""
        people = self.options.asked.of(proposal.owners)
        found = marker.read(pull.body)
        if people and (found is None or found.pending):
            self._ask(pull, people)
        body = marker.render(next_marker(proposal.wanted, pull), proposal.wanted.text, pull.body)
        title = title_of(proposal.wanted, pull)
        if title != pull.title or not marker.same(body, pull.body):
            self.forge.edit(pull, title, body, State.OPEN)

    def _ask(self, pull: Pull, people: People) -> None:
        """Ask all at once; where an owner cannot be asked, those named by hand, then owner by owner."""
        try:
            self.forge.ask(pull, people)
        except ForgeError as error:
            if error.status not in _NOT_ASKED or not people.optional:
                raise
            self.forge.ask(pull, people.required())
            for each in people.each_optional():
                self._ask_if_possible(pull, each)

    def _ask_if_possible(self, pull: Pull, people: People) -> None:
        try:
            self.forge.ask(pull, people)
        except ForgeError as error:
            if error.status not in _NOT_ASKED:
                raise

    def _reopened(self, pull: Pull) -> Pull | None:
        """Open a closed one again; None where the forge does not let us: then a new one is opened."""
        try:
            return self.forge.edit(pull, pull.title, pull.body, State.OPEN)
        except ForgeError as error:
            if error.status != 422:
                raise
        return None

    def _retired(self, now: Standings, held: frozenset[str]) -> Iterator[Outcome]:
        for group, decision in self.retirements(now, held):
            url = _url(decision)
            try:
                if decision.pull is not None and decision.do is Do.CLOSE:
                    self._close(decision.pull, decision.reason)
                yield Outcome(group, decision.do, decision.reason, url)
            except LimitError as error:
                yield Outcome(group, Do.FAIL, str(error), url, failed=True)
                return
            except (ForgeError, GitError) as error:
                yield Outcome(group, Do.FAIL, str(error), url, failed=True)

    def _close(self, pull: Pull, reason: str) -> None:
        """Close with the reason in the body: one write, so that nothing can be half done."""
        found = marker.read(pull.body) or marker.Marker("", pull.title)
        mark = marker.Marker(found.group, found.title, closed=reason)
        text = f"Closed by dfmigrate: {reason}. Should there be something to do again, it opens a new one."
        self.forge.edit(pull, pull.title, marker.render(mark, text, pull.body), State.CLOSED)


def _url(decision: Decision) -> str:
    return decision.pull.url if decision.pull else ""


def key(survey: Survey, options: Options, owner: str) -> str:
    """Give what a run has to share with an interrupted one to go on where that stopped."""
    parts = [survey.base, survey.commit, owner, repr(options), repr(survey.scope)]
    parts += [
        f"{each.group.id} {each.wanted.head} {each.wanted.title} {each.wanted.text}"
        for each in survey.proposals
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
