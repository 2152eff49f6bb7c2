"""What real forges do to programs: moved and archived repositories, slow forks, protected branches, long lists."""

import subprocess

import pytest

from migrator.forge import survey
from tests.forge.conftest import (
    DOCKERFILE,
    TOKEN,
    VARIABLES,
    every_forge,
    everything_written,
    git,
    isolate,
    leaks,
    make_world,
)
from tests.forge.server import Fault, StoredPull


@every_forge
def test_a_renamed_repository_is_written_to_by_its_new_name(world):
    old = "former/store"
    world.forge.moved[old] = "acme/shop"
    git(world.checkout, "remote", "set-url", "origin", world.forge.clone_url(old))

    result = world.pr("services", "--label", "x")

    assert result.exit_code == 0, result.stderr
    assert len(world.forge.pulls) == 2
    assert not [line for line in world.forge.written if "store" in line]
    assert world.pr("services", "--label", "x").stdout.count("up to date") == 2


@every_forge
def test_an_archived_repository_is_told_before_anything_is_done(world, monkeypatch):
    world.forge.archived.add("acme/shop")

    with monkeypatch.context() as patch:
        patch.setattr(survey, "worktree", None)  # no file is read either
        result = world.pr("services")

    assert (result.exit_code, world.forge.written) == (2, [])
    assert "acme/shop is archived or a mirror: nothing can be opened there" in result.stderr
    assert world.pr("services", "--dry-run").exit_code == 0


@every_forge
def test_a_default_branch_of_any_name(world):
    bare = world.forge.repositories["acme/shop"]
    git(bare, "branch", "-m", "main", "trunk/now")
    world.forge.default_branch = "trunk/now"

    assert world.pr("services").exit_code == 0

    assert [pull.base for pull in world.forge.pulls] == ["trunk/now", "trunk/now"]


def test_a_repository_in_a_subgroup(tmp_path, monkeypatch, world):
    """GitLab's API takes the whole path as one step, with its slashes encoded."""
    home = tmp_path / "deep"
    home.mkdir()
    isolate(monkeypatch, home, "gitlab")
    forge, checkout = make_world("gitlab", home, path="acme/platform/shop")
    monkeypatch.chdir(checkout)
    world.forge.stop()
    world.forge, world.checkout = forge, checkout

    result = world.pr("services")

    assert result.exit_code == 0, result.stderr
    assert [pull.owner for pull in forge.pulls] == ["acme/platform", "acme/platform"]
    assert any("/projects/acme%2Fplatform%2Fshop/merge_requests" in path for _, path in forge.journal)
    assert world.pr("services").stdout.count("up to date") == 2


def protect(bare, pattern):
    """Refuse pushes to branches that fit, as a forge's rule does."""
    hook = bare / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f'#!/bin/sh\ncase "$1" in {pattern}) echo "GH013: Repository rule violations found" >&2; exit 1;; esac\n'
    )
    hook.chmod(0o755)


@every_forge
def test_a_protected_branch_fails_its_group_alone_with_the_forges_reason(world):
    protect(world.forge.repositories["acme/shop"], "*services-a*")

    result = world.pr("services")

    assert result.exit_code == 3
    assert len(world.forge.pulls) == 1
    assert "failed:\n  directory:services/a: git push" in result.stderr
    assert "GH013: Repository rule violations found" in result.stderr
    assert "1 opened, 1 failed" in result.stderr


@every_forge
def test_ours_are_found_among_hundreds(world):
    world.pr("services")
    mine = list(world.forge.pulls)
    for number in range(1, 131):
        world.forge.pulls.append(
            StoredPull(100 + number, "t", "b", "open", False, f"topic-{number}", "acme", "main", "anna")
        )

    result = world.pr("services")

    assert result.stdout.count("up to date") == 2
    assert world.forge.pulls[:2] == mine
    assert len(world.forge.pulls) == 132
    assert world.pr("status").stdout.count("directory:services") == 2


def test_a_list_without_end_is_an_error_and_nothing_is_doubled(world, monkeypatch):
    monkeypatch.setattr("migrator.forge.http._PAGES", 1)
    world.forge.page_size = 1
    world.pr("services/a")
    world.pr("services/b")

    result = world.pr("services")

    assert (result.exit_code, "more than 1 pages" in result.stderr) == (3, True)
    assert len(world.forge.pulls) == 2


@every_forge
def test_a_fork_that_git_does_not_find_yet_is_waited_for(world):
    world.forge.unready = 3

    assert world.pr("services/a", "--fork").exit_code == 0

    assert [pull.owner for pull in world.forge.pulls] == ["robot"]
    assert [round(each) for each in world.clock.waits if each > 1.5] == [2, 4]


@every_forge
def test_a_repository_that_only_has_the_forks_name_is_not_touched(world):
    world.forge.repository("robot/shop")

    result = world.pr("services", "--fork")

    assert result.exit_code == 3
    assert "robot/shop is there and is not a fork of acme/shop" in result.stderr
    assert world.forge.written == []


@every_forge
def test_a_dry_run_with_a_fork_makes_none_and_sees_what_is_open(world):
    first = world.pr("services/a", "--fork", "--dry-run")
    assert "would create (new, from a fork that is yet to be made)" in first.stdout
    assert world.forge.written == []

    world.pr("services/a", "--fork")
    assert "would keep (up to date)" in world.pr("services/a", "--fork", "--dry-run").stdout


def test_whose_the_repository_is_needs_no_fork(world):
    world.forge.login = "acme"

    assert world.pr("services/a", "--fork").exit_code == 0

    assert [pull.owner for pull in world.forge.pulls] == ["acme"]


@every_forge
@pytest.mark.parametrize(
    ("checks", "review", "said"),
    [
        ("success", "APPROVED", ["passing", "approved"]),
        ("failure", "CHANGES_REQUESTED", ["failing", "changes", "asked"]),
        ("success", "", ["passing", "-"]),
    ],
)
def test_status_tells_checks_and_reviews(world, checks, review, said):
    world.pr("services/a")
    world.forge.checks, world.forge.review = checks, review

    line = world.pr("status").stdout.splitlines()[1]

    assert line.split()[2 : 2 + len(said)] == said


@every_forge
@pytest.mark.parametrize(("conflicts", "said"), [(True, "yes"), (False, "no")])
def test_status_tells_conflicts(world, conflicts, said):
    world.pr("services/a")
    world.forge.conflicts = conflicts

    assert world.pr("status").stdout.splitlines()[1].split()[4] == said


@pytest.mark.parametrize("world", ["github", "gitea"], indirect=True)
def test_a_dismissed_review_no_longer_counts(world):
    world.pr("services/a")
    world.forge.review, world.forge.dismissed = "CHANGES_REQUESTED", True

    assert world.pr("status").stdout.splitlines()[1].split()[3] == "-"


def test_status_without_the_right_to_see_checks(world):
    world.pr("services/a")
    world.forge.checks = "hidden"
    world.forge.faults.append(Fault("/status", 403, message="Resource not accessible"))

    result = world.pr("status")

    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[1].split()[:4] == ["#1", "open", "-", "approved"]


def test_status_of_nothing(world):
    result = world.pr("status")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "no pull request of dfmigrate's is open" in result.stderr


@every_forge
def test_a_failure_to_close_one_stops_no_other(world):
    world.pr("services")
    first = {"github": "pulls/1", "gitlab": "merge_requests/1", "gitea": "pulls/1"}[world.forge.face.kind]
    verb = "PUT" if world.forge.face.kind == "gitlab" else "PATCH"
    api = "/projects/acme%2Fshop/" if world.forge.face.kind == "gitlab" else "/repos/acme/shop/"
    world.forge.faults.append(Fault(f"{verb} {world.forge.face.api}{api}{first}", 403, message="locked"))

    result = world.pr("close", "--all")

    assert result.exit_code == 3
    assert "#1: " in result.stderr
    assert [pull.state for pull in world.forge.pulls] == ["open", "closed"]


@every_forge
def test_who_may_not_push_is_told_of_forks(world):
    world.forge.read_only = True

    result = world.pr("services/a")

    assert (result.exit_code, world.forge.pulls) == (3, [])
    assert "403 (no right to push? --fork pushes to a fork)" in result.stderr


def test_a_token_that_may_not_see_the_repository(world):
    git(world.checkout, "remote", "set-url", "origin", world.forge.clone_url("acme/secret"))

    result = world.pr("services")

    assert result.exit_code == 3
    assert "has no repository acme/secret, or the token may not see it (GET" in result.stderr


def test_teams_cannot_be_asked_on_gitlab_and_that_is_told(tmp_path, monkeypatch, world):
    result = world.pr("services", "--team-reviewer", "platform")
    assert result.exit_code == 0

    monkeypatch.delenv(VARIABLES["github"])
    home = tmp_path / "lab"
    home.mkdir()
    isolate(monkeypatch, home, "gitlab")
    forge, checkout = make_world("gitlab", home)
    monkeypatch.chdir(checkout)
    world.forge.stop()
    world.forge, world.checkout = forge, checkout

    result = world.pr("services", "--team-reviewer", "platform")

    assert (result.exit_code, forge.written) == (2, [])
    assert "--team-reviewer: GitLab asks people only" in result.stderr


@every_forge
def test_an_unknown_owner_takes_no_other_owner_away(world):
    kind = world.forge.face.kind
    name, pattern = (".gitea/CODEOWNERS", "services/.*") if kind == "gitea" else ("CODEOWNERS", "/services/")
    world.write(name, f"{pattern} @nobody-here @ben @anna @cara\n")

    result = world.pr("services/a", "--codeowners-reviewers", "--reviewer", "anna")

    assert result.exit_code == 0, result.stderr
    assert sorted(world.forge.pulls[0].reviewers) == ["anna", "ben", "cara"]


def test_signed_commits_are_signed_and_still_known_as_ours(world):
    """With `commit.gpgsign` a forge shows them as verified; a signature differs from run to run, the work does not."""
    key = world.home / "signing"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", f"{key}.pub"), ("commit.gpgSign", "true")):
        git(world.checkout, "config", "--global", name, value)

    assert world.pr("services/a").exit_code == 0

    (branch,) = world.branches
    raw = git(world.forge.repositories["acme/shop"], "cat-file", "commit", branch)
    assert "BEGIN SSH SIGNATURE" in raw
    assert "up to date" in world.pr("services/a").stdout
    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")
    assert "updated" in world.pr("services/a").stdout


def test_a_pause_is_told(world):
    world.forge.faults.append(Fault("POST /api/v3/repos/acme/shop/pulls", 403, {}, "secondary rate limit"))

    result = world.pr("services", "--sleep", "30s")

    assert result.exit_code == 0
    assert "dfmigrate: pausing for 60 s" in result.stderr
    assert "dfmigrate: pausing for 30 s" in result.stderr
    assert "pausing for 1 s" not in result.stderr


@every_forge
@pytest.mark.parametrize("curl", ["GIT_TRACE_CURL", "GIT_CURL_VERBOSE"])
def test_no_trace_that_a_user_asks_git_for_shows_the_token(world, curl):
    protect(world.forge.repositories["acme/shop"], "*services-a*")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_TRACE", "GIT_TRACE_SETUP", "GIT_TRACE2_EVENT", curl):
            patch.setenv(name, str(world.home / f"{name}.log"))
        patch.setenv("GIT_TRACE2_CONFIG_PARAMS", "http.*,remote.*")
        values = ",".join(f"GIT_CONFIG_VALUE_{number}" for number in range(30))  # ours hold the credentials
        patch.setenv("GIT_TRACE2_ENV_VARS", values)
        result = world.pr("services")

    assert result.exit_code == 3
    assert "GH013" in result.stderr
    assert '"push"' in (world.home / "GIT_TRACE2_EVENT.log").read_text()
    if curl == "GIT_TRACE_CURL":
        assert "Authorization: Basic <redacted>" in (world.home / f"{curl}.log").read_text()


def test_the_scanner_looks_everywhere(world):
    """Each place in which a token could end up, with one in it: the scan that ends every test finds it."""
    world.pr("services/a")
    assert any("HTTP Request" in text for text in world.logged), "it hears what libraries log"
    assert any("/pulls?state=open" in text for text in world.forge.heard), "and whole requests"
    assert any("push" in command for command in world.commands)
    assert not leaks(everything_written(world))

    private = world.checkout / ".git/dfmigrate"
    files = [
        world.checkout / ".git/config",
        private / "resume.json",
        private / "answers.json",
        world.home / "x",
    ]
    texts = {"output": world.said, "log": world.logged, "request": world.forge.heard}
    for path in files:
        path.write_text((path.read_text() if path.exists() else "") + f"# {TOKEN}\n")
    for kept in texts.values():
        kept.append(f"x {TOKEN}")
    world.commands.append(["true", TOKEN])
    world.forge.pulls[0].body += TOKEN

    assert set(leaks(everything_written(world))) == {*texts, *map(str, files), "arguments", "pull request"}

    for path in files:
        path.write_text(path.read_text().replace(TOKEN, ""))
    world.commands.remove(["true", TOKEN])
    for kept in (*texts.values(), world.forge.pulls):
        kept.pop()
