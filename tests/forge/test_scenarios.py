"""What a second run does, told as stories on a stateful forge with real git."""

import pytest

from migrator.forge import marker
from migrator.forge.commits import Writer
from migrator.forge.git import GitError
from tests.forge.conftest import DOCKERFILE, every_forge, git, snapshot
from tests.forge.server import Fault

DONE = DOCKERFILE.replace("RUN one", "RUN 1").replace("RUN two", "RUN 2")


@every_forge
def test_a_pull_request_for_each_directory_with_a_commit_for_each_bundle(world):
    before = snapshot(world.checkout)

    result = world.pr("services")

    assert result.exit_code == 0, result.stderr
    assert [pull.state for pull in world.forge.pulls] == ["open", "open"]
    assert "2 opened" in result.stderr
    assert snapshot(world.checkout) == before
    for pull, service in zip(world.forge.pulls, "ab", strict=True):
        assert pull.branch.startswith(f"dfmigrate/services-{service}-")
        assert world.show(pull.branch, f"services/{service}/Dockerfile") == DONE
        assert marker.read(pull.body).group == f"directory:services/{service}"
        bare = world.forge.repositories["acme/shop"]
        subjects = git(bare, "log", "--format=%s", f"main..{pull.branch}").splitlines()
        assert subjects == [
            f"pair: migrate services/{service}/Dockerfile",
            f"first: migrate services/{service}/Dockerfile",
        ]
        other = "b" if service == "a" else "a"
        assert world.show(pull.branch, f"services/{other}/Dockerfile") == DOCKERFILE


@every_forge
def test_again_changes_nothing(world):
    world.pr("services")
    branches, writes = world.branches, list(world.forge.written)

    result = world.pr("services")

    assert result.exit_code == 0
    assert result.stdout.count("up to date") == 2
    assert (world.branches, world.forge.written) == (branches, writes)


@every_forge
def test_a_changed_base_updates_the_same_pull_request(world):
    world.pr("services")
    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")

    result = world.pr("services")

    assert len(world.forge.pulls) == 2
    assert "updated" in result.stdout
    assert world.show(world.forge.pulls[0].branch, "services/a/Dockerfile") == DONE + "EXPOSE 80\n"
    assert (
        git(
            world.forge.repositories["acme/shop"],
            "rev-list",
            "--count",
            f"main..{world.forge.pulls[0].branch}",
        )
        == "2"
    )


def test_other_changes_of_the_base_do_not_move_the_branch_but_refresh_does(world):
    world.pr("services")
    branches = world.branches
    world.write("README.md", "# other\n")

    world.pr("services")
    assert world.branches == branches

    result = world.pr("refresh", "services")
    assert result.exit_code == 0, result.stderr
    assert not set(world.branches.values()) & set(branches.values())
    assert len(world.forge.pulls) == 2


def test_refresh_opens_nothing(world):
    result = world.pr("refresh", "services")

    assert (world.forge.pulls, world.forge.written) == ([], [])
    assert result.exit_code == 0
    groups = "directory:services/a, directory:services/b"
    assert result.stdout == f"left      {groups}: not open: refresh opens nothing\n"


@every_forge
def test_what_a_person_pushed_to_is_left_alone(world):
    world.pr("services")
    branch = world.forge.pulls[0].branch
    mine = world.push_by_hand(branch)
    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")

    result = world.pr("services")

    assert world.branches[branch] == mine
    assert "somebody pushed to it" in result.stdout
    assert result.exit_code == 0


@pytest.mark.parametrize("how", ["amend", "reword", "rebase"])
def test_a_rewritten_commit_is_a_persons_too(world, how):
    world.pr("services/a")
    (branch,) = world.branches
    person = world.home / "person"
    git(world.home, "clone", "-q", "-b", branch, world.forge.repositories["acme/shop"], person)
    if how == "amend":
        (person / "services/a/Dockerfile").write_text(DONE + "# mine\n")
        git(person, "commit", "-q", "-a", "--amend", "--no-edit")
    elif how == "reword":
        message = git(person, "log", "-1", "--format=%B")
        git(person, "commit", "-q", "--amend", "-m", message.replace("migrate", "move"))
    else:
        world.write("README.md", "# other\n")
        git(person, "fetch", "-q", "origin")
        git(person, "rebase", "-q", "origin/main")
    git(person, "push", "-q", "--force", "origin", branch)
    head = world.branches[branch]
    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")

    result = world.pr("services/a")

    assert "somebody pushed to it" in result.stdout
    assert world.branches[branch] == head


def test_a_push_between_looking_and_pushing_wins(world, monkeypatch):
    from migrator.forge.git import Remote

    world.pr("services/a")
    (branch,) = world.branches
    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")
    push = Remote.push

    def late(self, *arguments):
        world.mine = world.push_by_hand(branch)
        push(self, *arguments)

    monkeypatch.setattr(Remote, "push", late)

    result = world.pr("services/a")

    assert world.branches[branch] == world.mine
    assert "somebody pushed to it just now" in result.stdout


@every_forge
def test_the_stop_label_stops_it(world):
    world.pr("services")
    world.forge.pulls[0].labels.append("dfmigrate:stop")
    branches = world.branches
    world.write("services/a/Dockerfile", DONE)

    result = world.pr("services")

    assert "dfmigrate:stop" in result.stdout
    assert world.branches == branches
    assert world.forge.pulls[0].state == "open"


@every_forge
def test_a_closed_one_stays_closed_until_reopen(world):
    world.pr("services/a")
    world.forge.pulls[0].state = "closed"

    result = world.pr("services/a")
    assert (len(world.forge.pulls), world.forge.pulls[0].state) == (1, "closed")
    assert "--reopen" in result.stdout

    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")
    result = world.pr("services/a", "--reopen")
    assert (len(world.forge.pulls), world.forge.pulls[0].state) == (1, "open")
    assert world.show(world.forge.pulls[0].branch, "services/a/Dockerfile").endswith("EXPOSE 80\n")
    assert "reopened" in result.stdout


def test_reopen_opens_a_new_one_where_the_branch_is_gone(world):
    world.pr("services/a")
    pull = world.forge.pulls[0]
    pull.state = "closed"
    git(world.forge.repositories["acme/shop"], "branch", "-D", pull.branch)

    assert world.pr("services/a", "--reopen").exit_code == 0

    assert [each.state for each in world.forge.pulls] == ["closed", "open"]


@every_forge
def test_an_empty_one_is_closed_and_opened_anew_when_there_is_work_again(world):
    world.pr("services")
    world.write("services/a/Dockerfile", DONE)

    result = world.pr("services")
    assert [pull.state for pull in world.forge.pulls] == ["closed", "open"]
    assert "nothing is left to do" in result.stdout
    assert "Closed by dfmigrate: nothing is left to do" in world.forge.pulls[0].body

    world.write("services/a/Dockerfile", DOCKERFILE)
    world.pr("services")
    assert [pull.state for pull in world.forge.pulls] == ["closed", "open", "open"]


def test_one_whose_file_is_gone_is_closed(world):
    world.pr("services")
    world.write("services/a/Dockerfile", None)

    world.pr(".")

    assert [pull.state for pull in world.forge.pulls] == ["closed", "open"]


def test_what_this_run_does_not_look_at_is_left(world):
    world.pr("services")
    world.write("services/a/Dockerfile", DONE)

    result = world.pr("services/b")

    assert [pull.state for pull in world.forge.pulls] == ["open", "open"]
    assert "no pull request of this run holds its changes" in result.stdout


def test_after_a_merge_new_work_is_a_new_pull_request(world):
    world.pr("services/a")
    world.forge.pulls[0].state, world.forge.pulls[0].merged = "closed", True

    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")
    world.pr("services/a")

    assert [pull.state for pull in world.forge.pulls] == ["closed", "open"]


def test_another_grouping_supersedes_and_never_doubles(world):
    world.pr("services")

    result = world.pr("services", "--group-by", "all")

    assert [pull.state for pull in world.forge.pulls] == ["closed", "closed", "open"]
    assert result.stdout.count("other pull requests hold its changes now") == 2


def test_a_smaller_run_with_another_grouping_leaves_the_larger_one(world):
    world.pr("services", "--group-by", "all")

    result = world.pr("services/a", "--group-by", "file")

    assert len(world.forge.pulls) == 1
    assert "#1, opened with another --group-by, has files of it and stays" in result.stdout


@every_forge
@pytest.mark.parametrize("why", ["label", "push"])
def test_another_grouping_that_cannot_be_opened_closes_nothing(world, why):
    """One of the old ones stays with a person, so the larger one is not opened: nothing holds the others' changes."""
    world.pr("services")
    if why == "label":
        world.forge.pulls[0].labels.append("dfmigrate:stop")
    else:
        world.push_by_hand(world.forge.pulls[0].branch)

    shown = world.pr("services", "--group-by", "all", "--dry-run")
    result = world.pr("services", "--group-by", "all")

    assert [pull.state for pull in world.forge.pulls] == ["open", "open"]
    assert "left      all:all: #1, opened with another --group-by" in result.stdout
    assert "closed" not in result.stdout + result.stderr
    assert "would leave 3. Nothing was done." in shown.stderr


def test_one_that_somebody_closed_holds_no_changes_of_others(world):
    world.pr("services", "--group-by", "all")
    world.forge.pulls[0].state = "closed"
    world.pr("services")

    world.pr("services", "--group-by", "all")

    assert [pull.state for pull in world.forge.pulls] == ["closed", "open", "open"]


def test_a_dry_run_tells_what_it_would_close(world):
    world.pr("services")
    world.write("services/a/Dockerfile", DONE)

    result = world.pr("services", "--dry-run")

    assert "== directory:services/a: would close (nothing is left to do)  http" in result.stdout
    assert "would keep 1, close 1. Nothing was done." in result.stderr
    shown = world.pr("services", "--group-by", "all", "--dry-run")
    assert shown.stdout.count("would close") == 2
    assert [pull.state for pull in world.forge.pulls] == ["open", "open"]


def test_a_foreign_pull_request_on_the_branch_is_a_failure_and_the_others_go_on(world):
    world.pr("services")
    world.forge.pulls[0].body = "I took this over."

    result = world.pr("services")

    assert result.exit_code == 3
    assert "is not dfmigrate's" in result.stderr
    assert result.stdout.count("up to date") == 1


def test_what_people_write_around_the_body_and_as_title_stays(world):
    world.pr("services/a")
    pull = world.forge.pulls[0]
    pull.title, pull.body = "My title", "Note above\r\n" + pull.body.replace("\n", "\r\n") + "\r\nNote below"
    world.write("services/a/Dockerfile", DOCKERFILE + "# NOTE\n")

    world.pr("services/a")

    assert pull.title == "My title"
    assert pull.body.startswith("Note above\n<!-- dfmigrate:begin")
    assert pull.body.rstrip().endswith("Note below")
    assert "mind" in pull.body
    assert "up to date" in world.pr("services/a").stdout


def test_nobodys_checkout_matters(world):
    """The base branch counts, not what lies in the checkout: another branch, changes, a half-done merge."""
    git(world.checkout, "checkout", "-q", "-b", "feature")
    (world.checkout / "services/a/Dockerfile").write_text("not even a Dockerfile")
    (world.checkout / "untracked").write_text("x")
    before = snapshot(world.checkout)

    assert world.pr("services").exit_code == 0

    assert snapshot(world.checkout) == before
    assert world.show(world.forge.pulls[0].branch, "services/a/Dockerfile") == DONE


def test_a_fault_of_a_transform_fails_its_group_alone(world):
    world.pr("services")
    world.write("services/a/Dockerfile", DOCKERFILE + "# CRASH\n")

    result = world.pr("services")

    assert result.exit_code == 3
    assert "ZeroDivisionError" in result.stderr
    assert [pull.state for pull in world.forge.pulls] == ["open", "open"]


def test_a_commit_that_cannot_be_made_fails_its_group_alone(world, monkeypatch):
    write = Writer.write

    def failing(self, base, made):
        if made[0].files[0][0] == "services/a/Dockerfile":
            raise GitError("git commit-tree: gpg failed to sign the data")
        return write(self, base, made)

    monkeypatch.setattr(Writer, "write", failing)

    result = world.pr("services")

    assert result.exit_code == 3
    assert [pull.branch[:20] for pull in world.forge.pulls] == ["dfmigrate/services-b"]
    failed = "directory:services/a: git commit-tree: gpg failed to sign the data"
    assert result.stderr == f"1 opened, 1 failed.\nfailed:\n  {failed}\n"


@every_forge
def test_a_failure_on_one_group_does_not_hide_the_others(world):
    world.forge.faults.append(Fault(f"POST {world.forge.face.api}", 422, message="Validation Failed"))

    result = world.pr("services")

    assert result.exit_code == 3
    assert len(world.forge.pulls) == 1
    assert "failed:\n  directory:services/a: POST" in result.stderr
    assert "Validation Failed" in result.stderr

    assert world.pr("services").exit_code == 0
    assert len(world.forge.pulls) == 2


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (
            "file",
            ["file:services/a/Dockerfile", "file:services/a/worker/Dockerfile", "file:services/b/Dockerfile"],
        ),
        ("directory", ["directory:services/a", "directory:services/a/worker", "directory:services/b"]),
        ("service", ["service:services/a", "service:services/b"]),
        ("codeowners", ["codeowners:@anna", "codeowners:@ben"]),
        ("all", ["all:all"]),
    ],
)
def test_each_way_to_group_opens_its_pull_requests_and_finds_them_again(world, by, groups):
    world.write("services/a/worker/Dockerfile", DOCKERFILE)
    world.write("services/a/pyproject.toml", "")
    world.write("CODEOWNERS", "* @anna\n/services/b/ @ben\n")

    assert world.pr("services", "--group-by", by).exit_code == 0

    assert [marker.read(pull.body).group for pull in world.forge.pulls] == groups
    assert all(pull.branch.count("/") == 1 for pull in world.forge.pulls)
    assert world.pr("services", "--group-by", by).stdout.count("up to date") == len(groups)


@pytest.mark.parametrize("dropped", [0, 1], ids=["first", "last"])
def test_a_part_can_be_dropped(world, dropped):
    """A reviewer takes one commit out of the branch: the other stands alone, and dfmigrate leaves it so."""
    world.write("services/a/Dockerfile", DOCKERFILE.replace("RUN two", "#\n#\n#\n#\nRUN two"))
    world.pr("services/a")
    (branch,) = world.branches
    person = world.home / "person"
    git(world.home, "clone", "-q", "-b", branch, world.forge.repositories["acme/shop"], person)
    commits = git(person, "rev-list", "--reverse", "origin/main..HEAD").splitlines()
    git(person, "reset", "-q", "--hard", "origin/main")
    git(person, "cherry-pick", "--ff", commits[1 - dropped])
    git(person, "push", "-q", "--force", "origin", branch)

    result = world.pr("services/a")

    text = world.show(branch, "services/a/Dockerfile")
    assert ("RUN one" in text, "RUN two" in text) == ((True, False) if dropped == 0 else (False, True))
    assert "somebody pushed to it" in result.stdout
