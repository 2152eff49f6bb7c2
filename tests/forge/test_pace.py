"""Limits: pauses between writes, Retry-After, secondary limits, lost answers, conditional reads, resuming."""

import itertools
import json

import pytest

from migrator.forge import throttle
from migrator.forge.model import LimitError
from tests.forge.conftest import DOCKERFILE, every_forge
from tests.forge.server import Fault

PULLS = {"github": "/repos/acme/shop/pulls", "gitlab": "/merge_requests", "gitea": "/repos/acme/shop/pulls"}


@every_forge
def test_writes_are_a_second_apart(world, monkeypatch):
    times = []
    before = throttle.Throttle.before_write

    def noted(self):
        before(self)
        times.append(self.clock.now())

    monkeypatch.setattr(throttle.Throttle, "before_write", noted)

    world.pr("services", "--label", "x", "--reviewer", "anna")

    assert len(times) >= 8
    assert all(later - earlier >= 1 for earlier, later in itertools.pairwise(times))


def test_sleep_comes_after_each_pull_request_and_not_after_the_last(world):
    world.pr("services", "--sleep", "2m")

    assert [round(each) for each in world.clock.waits if each > 2] == [120]


@pytest.mark.parametrize(
    ("status", "headers", "message", "waited"),
    [
        (429, {"Retry-After": "7"}, "too many", 7),
        (403, {"Retry-After": "9"}, "You have exceeded a secondary rate limit", 9),
        (403, {}, "You have exceeded a secondary rate limit", 60),
        (
            403,
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000100"},
            "API rate limit exceeded",
            100,
        ),
        (429, {"Retry-After": "Fri, 15 Jan 2027 08:02:00 GMT"}, "too many", 120),
        (502, {}, "bad gateway", 1),
        (503, {}, "unavailable", 1),
    ],
)
@pytest.mark.parametrize("where", ["GET /api/v3/repos/acme/shop", "PATCH /api/v3/repos/acme/shop/pulls/1"])
def test_it_waits_as_long_as_it_is_told_and_goes_on(world, status, headers, message, waited, where):
    world.forge.faults.append(Fault(where, status, headers, message))

    result = world.pr("services/a", "--label", "x")

    assert result.exit_code == 0, result.stderr
    assert any(abs(each - waited) < 6 for each in world.clock.waits), world.clock.waits
    assert world.forge.faults == []


@every_forge
def test_creation_that_was_too_fast_is_tried_again(world):
    world.forge.faults.append(Fault(f"POST {world.forge.face.api}", 429, {"Retry-After": "5"}))

    assert world.pr("services/a").exit_code == 0

    assert len(world.forge.pulls) == 1


@every_forge
@pytest.mark.parametrize("status", [0, 502])
@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
def test_a_lost_answer_never_doubles(world, status, done):
    if status == 0 and not done:
        pytest.skip("cut after it was carried out is what matters; before it, kill tests do")
    world.forge.faults.append(Fault(f"POST {world.forge.face.api}", status, done=done))

    result = world.pr("services", "--label", "x")

    assert result.exit_code == 0, result.stderr
    assert len(world.forge.pulls) == 2
    assert all(pull.labels == ["x"] for pull in world.forge.pulls)


def test_a_limit_that_lasts_stops_and_the_next_run_resumes(world):
    limit = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(1_800_000_000 + 7200)}
    world.forge.faults.append(
        Fault("POST /api/v3/repos/acme/shop/issues/2/labels", 403, limit, "API rate limit exceeded")
    )
    world.write("services/c/Dockerfile", world.show("main", "services/a/Dockerfile"))

    result = world.pr("services", "--label", "x")

    assert result.exit_code == 3
    assert "a pause of 120 minutes" in result.stderr
    assert "directory:services/c: not tried: rate limit" in result.stderr
    resume = json.loads((world.checkout / ".git/dfmigrate/resume.json").read_text())
    assert [each["group"] for each in resume["done"]] == ["directory:services/a"]

    world.forge.journal.clear()
    result = world.pr("services", "--label", "x")

    assert result.exit_code == 0, result.stderr
    assert "done before the last run was interrupted" in result.stdout
    assert len(world.forge.pulls) == 3
    assert all(pull.labels == ["x"] for pull in world.forge.pulls)
    assert not (world.checkout / ".git/dfmigrate/resume.json").exists()


def test_no_resume_asks_about_all_again(world):
    limit = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(1_800_000_000 + 7200)}
    where = "POST /api/v3/repos/acme/shop/issues/2/labels"
    world.forge.faults.append(Fault(where, 403, limit, "API rate limit exceeded"))
    assert world.pr("services", "--label", "x").exit_code == 3

    result = world.pr("services", "--label", "x", "--no-resume")

    assert result.exit_code == 0, result.stderr
    assert "interrupted" not in result.stdout
    assert "services/a: up to date" in result.stdout
    assert len(world.forge.pulls) == 2


def test_a_server_that_stays_broken_fails_in_the_end(world):
    world.forge.faults += [Fault("GET /api/v3/repos/acme/shop", 500)] * 10

    result = world.pr("services")

    assert result.exit_code == 3
    assert "gave up after 5 attempts" in result.stderr


def test_reads_are_conditional(world):
    world.pr("services")
    world.pr("services")
    world.forge.journal.clear()

    world.pr("services")

    answered = [path for method, path in world.forge.journal if method == "304"]
    assert any("/pulls" in path for path in answered)
    assert any(path.endswith("/repos/acme/shop") for path in answered)


@every_forge
def test_lists_are_read_to_their_last_page(world):
    world.forge.page_size = 1
    world.pr("services")

    assert world.pr("services").stdout.count("up to date") == 2


def test_groups_that_wait_share_a_line(world):
    world.write_all({f"many/{number}/Dockerfile": DOCKERFILE for number in range(5)})

    result = world.pr("many", "--max-prs", "0")

    assert result.stdout == (
        "deferred  directory:many/0, directory:many/1, directory:many/2 and 2 more: "
        "--max-prs: 0 are open; run again when some are merged\n"
    )
    assert result.stderr == "5 deferred.\n"


def test_max_prs_counts_what_is_open(world):
    result = world.pr("services", "--max-prs", "1")
    assert (len(world.forge.pulls), result.exit_code) == (1, 0)
    assert "1 deferred" in result.stderr
    assert (
        result.stdout.splitlines()[0] == f"opened    directory:services/a  {world.forge.url}/acme/shop/pull/1"
    )

    world.pr("services", "--max-prs", "1")
    assert len(world.forge.pulls) == 1

    world.forge.pulls[0].state, world.forge.pulls[0].merged = "closed", True
    world.write("services/a/Dockerfile", world.show(world.forge.pulls[0].branch, "services/a/Dockerfile"))
    world.pr("services", "--max-prs", "1")
    assert [pull.state for pull in world.forge.pulls] == ["closed", "open"]


def test_too_long_a_wait_is_an_error_with_the_time():
    with pytest.raises(LimitError, match="20 minutes"):
        throttle.Throttle().wait(1200)
