"""The whole command, on an engine that only answers: what it is asked, and what comes of its answers."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from migrator.cli import main
from tests.cases import ROOT
from tests.verify.conftest import DOCKERFILE


def words_after(call, option):
    return [call[at + 1] for at, word in enumerate(call) if word == option]


def test_two_images_that_are_the_same_are_evidence_for_the_migration(world):
    world.says["after"]["size"] = "40000000"

    result = world.verify()

    assert result.exit_code == 0, result.output
    assert "Dockerfile: built on docker, 102 MB → 42 MB, 16 of 16 checks same" in result.stdout


def test_both_files_are_built_from_the_same_context_and_neither_lies_in_it(world):
    world.verify()

    builds = [call for call in world.calls if "build" in call]
    assert [call[-1] for call in builds] == [str(world.project)] * 2
    assert not any(str(world.project) in word for call in builds for word in words_after(call, "--file"))
    (before, _), (after, _) = world.built
    assert before == (world.project / "Dockerfile").read_text()
    assert "python:3.12-alpine" in after


def test_an_ignore_file_goes_with_the_files(world):
    (world.project / ".dockerignore").write_text("secret\n")

    world.verify()

    assert [ignored for _, ignored in world.built] == ["secret\n"] * 2


def test_the_migrated_file_is_built_with_the_migrated_ignore_file(world):
    (world.project / ".git").mkdir()
    (world.project / ".gitignore").write_text(".venv/\n")

    world.verify()

    (_, before), (_, after) = world.built
    assert before is None
    assert ".venv" in after


def test_a_file_that_cannot_be_read_is_not_verified(world):
    (world.project / "Dockerfile").write_bytes(b"FROM python:3.12-slim\n" + b"# x\n" * 600_000)

    result = world.verify()

    assert result.exit_code == 1
    assert not world.built


def test_docker_is_asked_with_what_the_user_hands_through(world):
    handed = ["--build-arg", "A=1", "--build-arg", "B=2", "--secret", "id=token", "--ssh", "default"]
    more = ["--platform", "linux/arm64", "--builder", "fleet", "--build-option=--no-cache"]

    world.verify(*handed, *more)

    build = next(call for call in world.calls if "build" in call)
    assert build[:7] == ["docker", "buildx", "build", "--load", "--builder", "fleet", "--progress"]
    assert words_after(build, "--build-arg") == ["A=1", "B=2"]
    assert words_after(build, "--secret") == ["id=token"]
    assert words_after(build, "--ssh") == ["default"]
    assert words_after(build, "--platform") == ["linux/arm64"]
    assert build[-2:] == ["--no-cache", str(world.project)]


def test_a_target_is_built_and_counts_as_one_that_somebody_builds(world):
    (world.project / "Dockerfile").write_text(
        "FROM python:3.12-slim AS web\nRUN pip install flask\nFROM web\n"
    )

    world.verify("--target", "web")

    assert words_after(next(call for call in world.calls if "build" in call), "--target") == ["web"]


def test_docker_without_buildx_builds_by_itself(world):
    world.says["fails"] = ["buildx version"]

    world.verify()

    assert next(call for call in world.calls if "--file" in call)[:3] == ["docker", "build", "--progress"]
    assert (world.bin / "buildkit").read_text() == "1"


def test_a_newer_docker_without_buildx_is_no_engine(world):
    world.program("podman")
    world.says["fails"] = ["buildx version", "build --help"]

    result = world.verify()

    assert "built on podman" in result.stdout


def test_a_builder_needs_buildx(world):
    world.says["fails"] = ["buildx version"]

    result = world.verify("--builder", "fleet")

    assert result.exit_code == 2
    assert "--builder needs docker's plugin buildx" in result.stderr


@pytest.mark.parametrize("answer", [["version"], ["version", "info"]], ids=["podman", "nothing"])
def test_a_docker_without_its_daemon_is_no_engine(world, answer):
    world.program("podman")
    world.says["fails"] = answer

    result = world.verify()

    if "info" in answer:
        assert result.exit_code == 2
        assert result.stderr.splitlines() == [
            "dfmigrate: no engine to build with: docker, podman, buildah are not here or not running, "
            "or docker lacks its plugin buildx; everything but `verify` does without"
        ]
    else:
        assert "built on podman" in result.stdout


def test_podman_is_asked_in_its_own_words(world):
    world.program("podman")
    (world.project / ".dockerignore").write_text("secret\n")

    world.verify("--engine", "podman")

    build = next(call for call in world.calls if "build" in call)
    assert build[:6] == ["podman", "build", "--format", "docker", "--layers", "--force-rm"]
    assert words_after(build, "--ignorefile")


def test_a_builder_is_docker_s(world):
    result = world.verify("--engine", "podman", "--builder", "fleet")

    assert result.exit_code == 2
    assert "--builder is docker's" in result.stderr


def test_a_variable_that_no_finding_speaks_of_is_evidence_against_the_migration(world):
    world.says["after"]["config"]["Env"].append("SECRET_KEY=x")

    result = world.verify()

    assert result.exit_code == 3
    assert "against: no finding announces what differs: env" in result.stdout
    assert "SECRET_KEY: – → x" in result.stdout


def test_what_the_base_image_sets_is_announced_by_its_change(world):
    world.says["after"]["config"]["Env"][1] = "PYTHON_VERSION=3.12.9"

    file = world.json()

    (check,) = [each for each in file["checks"] if each["verdict"] == "announced"]
    assert check["name"] == "env"
    assert check["differences"] == [{"text": "PYTHON_VERSION: 3.12.1 → 3.12.9", "rules": ["DFM201"]}]
    assert file["standing"] == "verified"
    assert file["evidence"].endswith("15 of 16 checks same, 1 announced")


@pytest.mark.parametrize(
    ("part", "value", "check"),
    [
        ("distributions", {"flask": "2.9"}, "distributions"),
        ("scripts", {}, "console scripts"),
        ("files", {"app.py": "-rw------- root:root"}, "files"),
    ],
)
def test_what_is_inside_counts(world, part, value, check):
    world.says["after"]["contents"][part] = value

    file = world.json()

    assert [each["name"] for each in file["checks"] if each["verdict"] == "unannounced"] == [check]


def test_an_image_without_a_python_that_answers_is_compared_as_far_as_it_goes(world):
    world.says["after"]["contents"] = "no JSON that fits"

    file = world.json()

    assert [each["name"] for each in file["checks"] if each["verdict"] == "not compared"] == [
        "python",
        "distributions",
        "console scripts",
        "files",
    ]
    assert file["evidence"].endswith("12 of 12 checks same, 4 not compared")


def test_an_original_that_is_not_built_leaves_the_file_unverified(world):
    world.says["before log"] = "no such host"

    result = world.verify()

    assert result.exit_code == 1
    assert "not verified: the original is not built here: no such host" in result.stdout
    assert len(world.built) == 1


def test_a_file_that_stays_as_it_is_is_not_built(world):
    (world.project / "Dockerfile").write_text("FROM scratch\n")

    result = world.verify()

    assert result.exit_code == 0
    assert not world.built
    assert "not verified: the migration changes nothing" in result.stdout


STEP = "RUN --mount=from=ghcr.io/astral-sh/uv:0.13,source=/uv,target=/bin/uv --mount=type=cache,target=/root/.cache/uv uv pip install --system flask==3.0"
COMPILES = "  × Failed to build `psycopg2==2.9.10`\n  Error: pg_config executable not found.\nexit status 1"


def test_a_failed_build_is_explained_with_the_row_that_is_missing(world):
    world.says["after log"] = COMPILES

    result = world.verify()

    assert result.exit_code == 3
    assert "why: psycopg2: the PostgreSQL client library is missing" in result.stdout
    assert "to add: apk add gcc musl-dev libpq-dev libpq" in result.stdout
    assert 'wheels.toml: "psycopg2" = { works = "needs-build"' in result.stdout


def test_fix_adds_what_is_missing_and_tries_again(world):
    world.says["after lacks"] = "libpq-dev"
    world.says["after log"] = f"#6 [2/3] {STEP}\n#6 ERROR: failed\n{COMPILES}"

    file = world.json("--fix")

    assert file["attempts"] == [{"line": 3, "added": "apk add gcc musl-dev libpq-dev libpq", "built": True}]
    assert file["explanation"]["row"].startswith('wheels.toml: "psycopg2" = { works = "needs-build"')
    assert file["standing"] == "against"
    assert "it is built only with what --fix added" in file["reason"]
    fixed = next((world.folder / "logs").rglob("fixed.Dockerfile")).read_text()
    assert "apk add --no-cache --virtual .build-deps gcc musl-dev libpq-dev" in fixed
    assert "RUN apk add --no-cache libpq\n" in fixed


def test_a_row_of_one_s_own_is_taken_into_account(world):
    row = world.folder / "facts.toml"
    row.write_text('[wheels]\n"flask" = { works = "needs-build", build = ["gcc"], source = "seen" }\n')

    world.verify("--knowledge", str(row))

    (before, _), (after, _) = world.built
    assert "gcc" not in before
    assert "apk add --no-cache --virtual .build-deps gcc" in after


def test_a_row_that_cannot_be_read_is_told(world):
    row = world.folder / "facts.toml"
    row.write_text("[wheels\n")

    result = world.verify("--knowledge", str(row))

    assert result.exit_code == 2
    assert "facts.toml" in result.stderr


def test_fix_gives_up_where_adding_does_not_help(world):
    world.says["after log"] = f"#6 [2/3] {STEP}\n#6 ERROR: failed\n{COMPILES}"

    file = world.json("--fix")

    assert [each["built"] for each in file["attempts"]] == [False]
    assert file["standing"] == "against"


def test_both_are_started_and_asked_and_gone_afterwards(world, service):
    world.says["port"] = service.server_port

    result = world.verify("--probe", "http://:8000/healthz")

    assert result.exit_code == 0, result.output
    assert service.asked == ["/healthz", "/healthz"]
    assert "built and started on docker" in result.stdout
    names = [words_after(call, "--name")[0] for call in world.calls if "--detach" in call]
    assert {call[-1] for call in world.calls if call[1] == "rm"} >= set(names)
    published = next(call for call in world.calls if "--detach" in call)
    assert words_after(published, "--publish") == ["127.0.0.1::8000"]


SERVES = '\nCMD ["gunicorn", "--bind", "0.0.0.0:9000", "app:app"]\n'


def test_a_server_is_asked_where_its_command_tells(world, service):
    (world.project / "Dockerfile").write_text(DOCKERFILE + SERVES)
    world.says["port"] = service.server_port

    file = world.json("--start")

    assert [file[side]["started"]["told"] for side in ("before", "after")] == ["answers 204"] * 2
    published = [words_after(call, "--publish") for call in world.calls if "--detach" in call]
    assert published == [["127.0.0.1::9000"]] * 2


def test_a_server_that_only_its_command_tells_of_need_not_answer(world):
    (world.project / "Dockerfile").write_text(DOCKERFILE + SERVES)
    world.says["port"] = 1

    file = world.json("--start", "--start-timeout", "1s")

    assert [file[side]["started"]["told"] for side in ("before", "after")] == ["runs"] * 2
    published = [words_after(call, "--publish") for call in world.calls if "--detach" in call]
    assert published == [["127.0.0.1::9000"], []]


def test_the_images_go_again_and_stay_where_that_is_wished(world):
    world.verify()
    removed = [call[-1] for call in world.calls if call[1:3] == ["image", "rm"]]
    world.verify("--keep-images")

    assert {name.rsplit(":")[-1] for name in removed} >= {"before", "after"}
    assert [call[-1] for call in world.calls if call[1:3] == ["image", "rm"]] == removed


def test_a_container_that_ends_is_compared_by_its_status(world):
    world.says["state"] = {"Running": False, "ExitCode": 0}

    file = world.json("--start")

    assert file["before"]["started"]["told"] == "ends with 0"
    assert next(each for each in file["checks"] if each["name"] == "start")["verdict"] == "same"


def test_an_original_that_does_not_run_here_says_nothing_of_the_other(world):
    world.says["state"] = {"Running": False, "ExitCode": 1}

    file = world.json("--start")

    assert next(each for each in file["checks"] if each["name"] == "start")["verdict"] == "not compared"


def test_rebuilding_touches_a_copy_and_counts_layers(world):
    file = world.json("--rebuild")

    assert [file[side]["rebuilt_layers"] for side in ("before", "after")] == [1, 1]
    contexts = [call[-1] for call in world.calls if "build" in call]
    assert len(contexts) == 4
    assert str(world.project) not in contexts[2:]


def test_the_json_fits_its_schema_and_what_reads_it(world):
    output = world.folder / "verify.json"
    world.verify("--rebuild", "-o", str(output))

    schema = json.loads((ROOT / "docs/verify.schema.json").read_text())
    jsonschema.validate(json.loads(output.read_text()), schema)


@pytest.mark.parametrize(
    "wrong", [["--target", "a", "--target", "b"], ["--sources"]], ids=["targets", "sources"]
)
def test_what_one_run_cannot_do_is_told(world, wrong):
    result = world.verify(*wrong)

    assert result.exit_code == 2
    assert wrong[0] in result.stderr


@pytest.mark.filterwarnings("error")
def test_help_tells_every_option_once():
    result = CliRunner().invoke(main, ["verify", "--help"])

    assert result.exit_code == 0, result.output
    options = [line.split()[0] for line in result.output.splitlines() if line.startswith("  -")]
    assert len(options) == len(set(options))


@pytest.mark.parametrize("wrong", ["ftp://x", "http://example.com/", "nonsense", "http://:port/"])
def test_a_probe_that_is_none_is_told(world, wrong):
    result = world.verify("--probe", wrong)

    assert result.exit_code == 2
    assert "write http://:PORT/PATH" in result.stderr


def test_a_report_has_the_evidence(world):
    page = world.folder / "page.md"

    world.verify("--report", f"markdown={page}")

    assert "**Evidence:** built on docker, 102 MB → 102 MB, 16 of 16 checks same" in page.read_text()
    assert "| Images built, MB in all | 102 | 102 |" in page.read_text()


@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "kill"])
def test_an_interrupted_run_leaves_nothing_behind_however_often_it_is_asked(world, sign):
    world.says["waits"] = True
    (world.bin / "says.json").write_text(json.dumps(world.says))
    code = "from migrator.cli import main; main()"
    words = ["verify", "Dockerfile", "--isolated", "--logs", str(world.folder / "logs")]
    command = subprocess.Popen([sys.executable, "-c", code, *words], stderr=subprocess.PIPE, text=True)
    while not (world.bin / "building").exists():
        assert command.poll() is None

    command.send_signal(sign)
    while not (world.bin / "removing").exists():
        assert command.poll() is None
    command.send_signal(sign)

    _, said = command.communicate(timeout=300)
    assert command.returncode == 130
    assert "interrupted; containers and images of this run are gone" in said
    (build,) = (call for call in world.calls if "build" in call)
    assert [call[-1] for call in world.calls if call[1:3] == ["image", "rm"]] == words_after(build, "--tag")
    assert not Path(words_after(build, "--file")[0]).exists()


@pytest.mark.xdist_group("processes")
def test_the_time_limit_holds(world):
    (world.bin / "docker").write_text("#!/bin/sh\ncase $2 in build) exec /bin/sleep 60;; esac\n")
    world.says["sleeps"] = True

    result = world.verify("--timeout", "0.2s")

    assert result.exit_code == 1
    assert "it takes longer than 0 s" in result.stdout
