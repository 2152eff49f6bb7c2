"""Who is asked, and the options that shape a pull request."""

import json

import pytest

from migrator.forge.people import Asked
from migrator.verify.evidence import read
from tests.forge.conftest import DOCKERFILE, every_forge, git

OWNERS = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS", "gitea": ".gitea/CODEOWNERS"}


@every_forge
def test_draft_labels_reviewers_and_assignees(world):
    people = ("--label", "migration", "--label", "docker", "--reviewer", "anna", "--assignee", "ben")

    result = world.pr("services/a", "--draft", *people)

    assert result.exit_code == 0, result.stderr
    (pull,) = world.forge.pulls
    assert (pull.draft, pull.labels, pull.reviewers, pull.assignees) == (
        True,
        ["migration", "docker"],
        ["anna"],
        ["ben"],
    )
    prefix = {"github": "", "gitlab": "Draft: ", "gitea": "WIP: "}[world.forge.face.kind]
    assert pull.title == f"{prefix}Migrate services/a/Dockerfile (first, pair)"
    assert "up to date" in world.pr("services/a", "--draft", *people).stdout


@every_forge
def test_a_draft_that_is_ready_stays_ready(world):
    world.pr("services/a", "--draft")
    pull = world.forge.pulls[0]
    pull.draft, pull.title = False, pull.title.removeprefix("Draft: ").removeprefix("WIP: ")
    world.write("services/a/Dockerfile", DOCKERFILE + "# NOTE\n")

    world.pr("services/a", "--draft")

    assert pull.title.startswith("Migrate")


@pytest.mark.parametrize("world", ["github", "gitea"], indirect=True)
def test_teams(world):
    assert world.pr("services/a", "--team-reviewer", "platform").exit_code == 0

    assert world.forge.pulls[0].teams == ["platform"]


@every_forge
def test_codeowners_are_asked_except_those_who_cannot_be(world):
    kind = world.forge.face.kind
    pattern = "services/a/.*" if kind == "gitea" else "/services/a/"
    world.write(OWNERS[kind], f"{pattern} @anna @ben mail@example.com\n")

    result = world.pr("services", "--codeowners-reviewers")

    assert result.exit_code == 0, result.stderr
    assert [sorted(pull.reviewers) for pull in world.forge.pulls] == [["anna", "ben"], []]


@every_forge
def test_an_owner_whom_the_forge_does_not_know_is_no_failure_but_a_named_one_is(world):
    pattern = "services/.*" if world.forge.face.kind == "gitea" else "/services/"
    world.write(OWNERS[world.forge.face.kind], f"{pattern} @nobody-here\n")

    assert world.pr("services/a", "--codeowners-reviewers", "--reviewer", "anna").exit_code == 0
    assert world.forge.pulls[0].reviewers == ["anna"]

    result = world.pr("services/b", "--reviewer", "nobody-here")
    assert result.exit_code == 3
    assert len(world.forge.pulls) == 2


def test_the_author_is_not_asked(world):
    assert world.pr("services/a", "--reviewer", "robot", "--reviewer", "anna").exit_code == 0

    assert world.forge.pulls[0].reviewers == ["anna"]


def test_what_a_person_took_away_is_not_set_again(world):
    world.pr("services/a", "--label", "x", "--reviewer", "anna")
    pull = world.forge.pulls[0]
    pull.labels.clear()
    pull.reviewers.clear()
    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")

    world.pr("services/a", "--label", "x", "--reviewer", "anna")

    assert (pull.labels, pull.reviewers) == ([], [])


def test_max_reviewers_chooses_the_same_each_time_and_spreads():
    asked = Asked(reviewers=tuple("abcdef"), from_owners=True, most=2)

    chosen = [asked.of([f"@owner{number}"]) for number in range(20)]

    assert all(len(each.reviewers) + len(each.teams) == 2 for each in chosen)
    assert len({each.reviewers for each in chosen}) > 5
    assert chosen == [asked.of([f"@owner{number}"]) for number in range(20)]


@every_forge
def test_another_base(world):
    bare = world.forge.repositories["acme/shop"]
    git(bare, "branch", "release/1.0", "main")
    world.write("services/a/Dockerfile", DOCKERFILE + "EXPOSE 80\n")
    world.pr("services/a")

    assert world.pr("services/a", "--base", "release/1.0").exit_code == 0

    assert [pull.base for pull in world.forge.pulls] == ["main", "release/1.0"]
    assert len({pull.branch for pull in world.forge.pulls}) == 2
    assert "EXPOSE" not in world.show(world.forge.pulls[1].branch, "services/a/Dockerfile")
    assert [pull.state for pull in world.forge.pulls] == ["open", "open"]


def test_a_base_that_is_not_there(world):
    result = world.pr("services", "--base", "nowhere")

    assert (result.exit_code, "no branch nowhere" in result.stderr) == (3, True)


@every_forge
@pytest.mark.parametrize("options", [("--fork",), ("--fork-owner", "team")], ids=["user", "organisation"])
def test_a_fork(world, options):
    owner = "robot" if options == ("--fork",) else "team"

    assert world.pr("services", *options).exit_code == 0

    assert world.branches == {}
    assert [pull.owner for pull in world.forge.pulls] == [owner, owner]
    assert set(world.forge.heads(f"{owner}/shop")) >= {pull.branch for pull in world.forge.pulls}
    assert world.pr("services", *options).stdout.count("up to date") == 2
    assert len(world.forge.pulls) == 2


def test_templates(world, tmp_path):
    template = tmp_path / "body.md"
    template.write_text("# Team rules\n\n{{table}}\n\n{{review}}\n\nSee the wiki for {{group}}.\n")

    world.pr("services/a", "--title", "Alpine for {{where}}", "--body-template", str(template))

    (pull,) = world.forge.pulls
    assert pull.title == "Alpine for services/a/Dockerfile"
    assert "# Team rules" in pull.body
    assert "See the wiki for services/a." in pull.body
    assert "Please look at" in pull.body
    assert "How to verify" not in pull.body


def test_a_template_that_asks_for_the_unknown(world):
    result = world.pr("services/a", "--title", "{{nonsense}}")

    assert (result.exit_code, "{{nonsense}} is not known" in result.stderr) == (2, True)
    assert world.forge.written == []


def test_signed_off(world):
    world.pr("services/a", "--signoff")

    message = git(
        world.forge.repositories["acme/shop"], "log", "-1", "--format=%B", world.forge.pulls[0].branch
    )
    assert "Signed-off-by: Robot <robot@example.com>" in message
    assert "up to date" in world.pr("services/a", "--signoff").stdout


def test_skip(world):
    world.pr("services", "--skip", "services/a/*")

    assert [pull.branch.split("-")[1] for pull in world.forge.pulls] == ["b"]


def test_evidence_of_verify_is_told(world, tmp_path):
    evidence = tmp_path / "evidence.json"
    evidence.write_text(
        '{"files": [{"path": "services/a/Dockerfile", "evidence": "built, 484 MB → 236 MB"}]}'
    )

    world.pr("services", "--evidence", str(evidence))

    assert "`services/a/Dockerfile`: built, 484 MB → 236 MB" in world.forge.pulls[0].body
    assert "Not verified" in world.forge.pulls[1].body


def test_measured_figures_take_the_place_of_estimates(world, tmp_path):
    evidence = tmp_path / "evidence.json"
    one = {"path": "services/a/Dockerfile", "evidence": "built on docker", "standing": "verified"}
    one |= {"before": {"size": 484_000_000}, "after": {"size": 236_000_000}}
    evidence.write_text(json.dumps({"files": [one]}))
    assert read(evidence.read_text())["services/a/Dockerfile"].sizes, "in the form that is read"

    world.pr("services", "--evidence", str(evidence))

    assert "| Image size | 484 MB | 236 MB | measured: " in world.forge.pulls[0].body
    assert "| measured: " not in world.forge.pulls[1].body


def test_evidence_that_is_none(world, tmp_path):
    (tmp_path / "evidence.json").write_text("[]")

    result = world.pr("services", "--evidence", str(tmp_path / "evidence.json"))

    assert (result.exit_code, world.forge.written) == (2, [])
    assert "--evidence: not written by `dfmigrate verify`" in result.stderr
