"""`pr --dry-run`, `pr status`, `pr close`, and what wrong use costs."""

import json
import subprocess

import pytest
from click.testing import CliRunner

from migrator.cli import crew, main
from migrator.forge.remote import Kind, Place
from migrator.forge.session import find_token
from migrator.pool import processes
from tests.forge.conftest import DOCKERFILE, every_forge, git, snapshot
from tests.forge.server import Fault


@every_forge
def test_dry_run_shows_all_and_opens_nothing(world):
    before = snapshot(world.checkout)

    result = world.pr("services", "--dry-run", "--label", "x", "--reviewer", "anna")

    assert result.exit_code == 0, result.stderr
    assert world.forge.written == []
    assert world.branches == {}
    assert "== directory:services/a: would create (new)" in result.stdout
    assert "title:     Migrate services/a/Dockerfile (first, pair)" in result.stdout
    assert "branch:    dfmigrate/services-a-" in result.stdout
    assert "labels:    x" in result.stdout
    assert "Please look at" in result.stdout
    assert "+RUN 1" in result.stdout
    assert "would create 2. Nothing was done." in result.stderr
    assert snapshot(world.checkout) == before


def test_refused_files_without_a_pull_request_are_named(world):
    world.write("services/c/Dockerfile", "{{ template }}\n")

    result = world.pr("services", "--dry-run")

    said = "dfmigrate: no pull request for 1 refused Dockerfile: services/c/Dockerfile; `dfmigrate PATH --dry-run`"
    assert said in result.stderr
    assert "services/c" not in result.stdout


def test_dry_run_tells_what_it_would_leave_and_update(world):
    world.pr("services")
    world.push_by_hand(world.forge.pulls[0].branch)
    world.write("services/b/Dockerfile", DOCKERFILE + "EXPOSE 80\n")
    writes = list(world.forge.written)

    result = world.pr("services", "--dry-run")

    assert "services/a: would leave (somebody pushed to it)" in result.stdout
    assert "services/b: would update (new commits)" in result.stdout
    assert world.forge.written == writes


def test_dry_run_without_a_token_asks_nobody(world, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("PATH", str(_without_gh(world.home)))
    world.forge.journal.clear()

    result = world.pr("services", "--dry-run")

    assert result.exit_code == 0, result.stderr
    assert "the forge was not asked" in result.stdout
    assert "+RUN 1" in result.stdout
    assert world.forge.journal == []


@pytest.mark.parametrize("world", ["gitlab"], indirect=True)
def test_dry_run_without_a_token_reads_codeowners_as_the_forge_would(world, monkeypatch):
    world.write("CODEOWNERS", "[Docker] @docker-team\nDockerfile\n")
    git(world.checkout, "remote", "set-url", "origin", str(world.forge.repositories["acme/shop"]))
    git(world.checkout, "fetch", "-q", "origin")
    monkeypatch.delenv("GITLAB_TOKEN")

    result = world.pr("services", "--dry-run", "--group-by", "codeowners")

    assert "== codeowners:@docker-team: the forge was not asked" in result.stdout
    assert "1 pull request to be. No token, so the forge was not asked." in result.stderr


def _without_gh(home):
    folder = home / "bin"
    folder.mkdir()
    (folder / "git").symlink_to(
        subprocess.run(["which", "git"], capture_output=True, text=True).stdout.strip()
    )
    return folder


def test_the_diff_of_a_dry_run_is_one_that_git_takes(world):
    result = world.pr("services/a", "--dry-run")

    diff = result.stdout[result.stdout.index("diff --git") :]
    done = subprocess.run(["git", "apply", "--check"], input=diff, text=True, cwd=world.checkout)
    assert done.returncode == 0


def test_many_files_are_shared_out_among_processes_and_come_back_in_order(world, monkeypatch):
    many = {f"many/{number:02}/Dockerfile": DOCKERFILE for number in range(30)}
    world.write_all({**many, "many/30/Dockerfile": DOCKERFILE + "# CRASH\n"})
    started = []
    monkeypatch.setattr(crew, "processes", lambda count: started.append(count) or processes(count))
    monkeypatch.setattr(crew, "_cores", lambda: 2)

    shared = world.pr("many", "--dry-run")
    alone = world.pr("many", "--dry-run", "--jobs", "1")

    assert started == [2]
    assert shared == alone
    assert shared.exit_code == 3
    assert shared.stdout.count("title:") == 30
    assert shared.stderr.count("directory:many/30: ") == 1


def test_ctrl_c_while_files_are_migrated_leaves_nothing_behind(world, monkeypatch):
    before = snapshot(world.checkout)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(crew, "one", interrupted)
    result = world.pr("services")
    monkeypatch.undo()

    assert result.exit_code == 130
    assert result.stderr == "dfmigrate: interrupted; the same command goes on where it stopped\n"
    assert snapshot(world.checkout) == before
    assert not (world.checkout / ".git/dfmigrate/tree").exists()
    assert world.forge.written == []


@every_forge
def test_status(world):
    world.pr("services", "--draft")
    world.forge.pulls[1].labels.append("dfmigrate:stop")
    world.forge.review = "APPROVED"

    result = world.pr("status")

    assert result.exit_code == 0, result.stderr
    head, one, two = result.stdout.splitlines()
    assert head.split() == [
        "number",
        "state",
        "checks",
        "reviews",
        "conflicts",
        "pushed",
        "age",
        "group",
        "url",
    ]
    unknown = world.forge.face.kind == "gitea"  # it calls no draft mergeable
    assert one.split()[:6] == ["#1", "draft", "passing", "approved", "-" if unknown else "no", "no"]
    assert "draft, stopped" in two
    assert "directory:services/b" in two


@every_forge
def test_status_tells_where_a_person_pushed(world):
    world.pr("services")
    world.push_by_hand(world.forge.pulls[1].branch)

    result = world.pr("status")

    assert [line.split()[5] for line in result.stdout.splitlines()] == ["pushed", "no", "yes"]
    told = json.loads(world.pr("status", "--output-format", "json").stdout)
    assert [each["pushed"] for each in told["pull_requests"]] == [False, True]


@every_forge
def test_status_sees_a_push_to_a_fork(world):
    world.pr("services/a", "--fork")
    assert world.pr("status").stdout.splitlines()[1].split()[5] == "no"
    world.push_by_hand(world.forge.pulls[0].branch, "robot")

    assert world.pr("status").stdout.splitlines()[1].split()[5] == "yes"


def test_status_says_what_it_cannot_know(world):
    world.pr("services/a")
    world.forge.faults.append(Fault("GET /acme/shop.git/info/refs", 403, message="no"))

    result = world.pr("status")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split()[5] == "-"
    assert "dfmigrate: whether somebody pushed is not known: git ls-remote: " in result.stderr


def test_status_of_one_that_fails_costs_no_other(world):
    world.pr("services")
    world.forge.faults.append(Fault("GET /api/v3/repos/acme/shop/pulls/1", 422, message="locked"))

    result = world.pr("status")

    assert result.exit_code == 3
    assert "dfmigrate: #1: GET /api/v3/repos/acme/shop/pulls/1: 422 locked" in result.stderr
    first, second = (line.split() for line in result.stdout.splitlines()[1:])
    assert first[:6] == ["#1", "open", "-", "-", "-", "no"]
    assert second[:4] == ["#2", "open", "passing", "approved"]


@every_forge
def test_status_as_json(world):
    assert json.loads(world.pr("status", "--output-format", "json").stdout)["pull_requests"] == []
    world.pr("services/a", "--draft")
    world.forge.pulls[0].labels.append("dfmigrate:stop")
    world.forge.review, pull = "", world.forge.pulls[0]

    told = json.loads(world.pr("status", "--output-format", "json").stdout)

    unknown = world.forge.face.kind == "gitea"
    assert told["form"] == 1
    assert told["pull_requests"][0] | {"url": "", "created": ""} == {
        "number": 1,
        "url": "",
        "title": "Migrate services/a/Dockerfile (first, pair)",
        "group": "directory:services/a",
        "branch": pull.branch,
        "owner": "acme",
        "base": "main",
        "draft": True,
        "stopped": True,
        "pushed": False,
        "checks": "passing",
        "reviews": None,
        "conflicts": None if unknown else False,
        "created": "",
    }


def test_status_knows_nothing_of_other_peoples(world):
    world.pr("services")
    world.forge.pulls[0].body = "mine"

    assert "#1" not in world.pr("status").stdout


@every_forge
def test_close_by_number_stays_closed(world):
    world.pr("services")

    result = world.pr("close", "1", "--delete-branch")

    assert result.exit_code == 0, result.stderr
    assert [pull.state for pull in world.forge.pulls] == ["closed", "open"]
    assert set(world.branches) == {world.forge.pulls[1].branch}
    world.pr("services")
    assert [pull.state for pull in world.forge.pulls] == ["closed", "open"]


def test_close_keeps_a_branch_that_somebody_pushed_to(world):
    world.pr("services/a")
    branch = world.forge.pulls[0].branch
    mine = world.push_by_hand(branch)

    world.pr("close", "--all", "--delete-branch")

    assert world.branches == {branch: mine}


@every_forge
def test_close_deletes_the_branch_in_the_fork_it_lies_in(world):
    world.pr("services", "--fork")
    mine = world.push_by_hand(world.forge.pulls[1].branch, "robot")

    result = world.pr("close", "--all", "--delete-branch")

    assert result.exit_code == 0, result.stderr
    heads = world.forge.heads("robot/shop")
    assert {name: head for name, head in heads.items() if name != "main"} == {
        world.forge.pulls[1].branch: mine
    }
    assert "holds commits that are not dfmigrate's: left" in result.stderr


def test_close_touches_only_its_own(world):
    world.pr("services")
    world.forge.pulls[0].body = "mine"

    result = world.pr("close", "1")

    assert (result.exit_code, world.forge.pulls[0].state) == (2, "open")
    assert world.pr("close").exit_code == 2


@pytest.mark.parametrize("variable", ["GITHUB_TOKEN", "GH_TOKEN"])
def test_a_wrong_token_is_told_without_it(world, monkeypatch, variable):
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv(variable, "ghp_wrong-but-secret")

    result = world.pr("services")

    assert result.exit_code == 3
    assert "401" in result.stderr
    assert "ghp_wrong" not in result.stderr + result.stdout


def test_gh_is_asked_for_a_token(world, monkeypatch):
    from tests.forge.conftest import TOKEN

    monkeypatch.delenv("GITHUB_TOKEN")
    folder = _without_gh(world.home)
    secret = world.home / "gh-secret"
    secret.write_text(TOKEN)
    (folder / "gh").write_text(f'#!/bin/sh\nexec /bin/cat "{secret}"\n')
    (folder / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))

    assert world.pr("services/a").exit_code == 0
    assert ["gh", "auth", "token", "--hostname", world.forge.url.removeprefix("http://")] in world.commands


@pytest.mark.parametrize(
    ("kind", "environ", "found"),
    [
        ("github", {"GH_TOKEN": "b", "GITHUB_TOKEN": "a"}, "a"),
        ("github", {"GH_TOKEN": " b\n", "GITHUB_TOKEN": ""}, "b"),
        ("gitlab", {"GITLAB_TOKEN": "a", "GITHUB_TOKEN": "x"}, "a"),
        ("gitea", {"FORGEJO_TOKEN": "b", "GITEA_TOKEN": "a"}, "a"),
        ("gitea", {"FORGEJO_TOKEN": "b"}, "b"),
        ("gitea", {"GITHUB_TOKEN": "x"}, None),
    ],
)
def test_each_forge_gets_its_own_token_alone(kind, environ, found):
    place = Place(Kind(kind), "code.example", "https://code.example/api")

    token = find_token(place, {"PATH": "", **environ})

    assert (token.reveal() if token else None) == found


def test_no_token(world, monkeypatch):
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("PATH", str(_without_gh(world.home)))

    result = world.pr("services")

    assert (result.exit_code, "set GITHUB_TOKEN or GH_TOKEN" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere: not on the base branch"),
        (["README.md", "--group-by", "nonsense"], "is not one of"),
        (["services", "--sleep", "soon"], "is no time"),
        (["services", "--select", "firsst"], "did you mean first?"),
        (["services", "--remote", "upstream"], "no remote is called upstream"),
        (["/tmp"], "not in a git repository"),
        ([], "Usage"),
    ],
)
def test_wrong_usage(world, arguments, said):
    result = world.pr(*arguments)

    assert said in result.stderr + result.stdout
    assert result.exit_code == 2
    assert world.forge.written == []


def test_an_unknown_host_gets_no_token(world):
    git(world.checkout, "remote", "set-url", "origin", "https://github.example.com/acme/shop.git")

    result = CliRunner().invoke(main, ["pr", "services"])

    assert result.exit_code == 2
    assert "no forge that dfmigrate knows" in result.stderr


def test_two_runs_at_once(world):
    from migrator.forge.git import open_repository
    from migrator.forge.workspace import alone, private_folder

    with alone(private_folder(open_repository(world.checkout, {"PATH": "/usr/bin:/bin"}))):
        result = world.pr("services")

    assert (result.exit_code, "another `dfmigrate pr` runs" in result.stderr) == (2, True)
