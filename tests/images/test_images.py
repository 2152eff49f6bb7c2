"""Services that are really built and started, before and after, on images that stand for the official ones."""

import json
import subprocess

import pytest
from click.testing import CliRunner

from migrator.cli import main
from migrator.verify.images import PARTS
from tests.cases import ROOT

pytestmark = pytest.mark.images

SERVICES = {
    "version-1": ROOT / "examples/version-1",
    "version-2": ROOT / "examples/version-2",
    **{path.name: path for path in sorted((ROOT / "tests/images/services").iterdir())},
}


@pytest.fixture
def verify(images, monkeypatch, tmp_path):
    for name, value in images.items():
        monkeypatch.setenv(name, value)

    def call(folder, *arguments):
        words = ["verify", str(folder / "Dockerfile"), "--engine", "buildah", "--isolated"]
        logs = ["--logs", str(tmp_path), "--output-format", "json", "--timeout", "10m"]
        result = CliRunner().invoke(main, [*words, *logs, *arguments])
        (file,) = json.loads(result.stdout)["files"]
        return result.exit_code, file

    yield call
    # The layers of one service are as large as all images together, and no other builds on them. What a container holds
    # that somebody left behind stays.
    subprocess.run(["buildah", "rmi", "--prune"], stdout=subprocess.DEVNULL, check=False)


def containers():
    return subprocess.check_output(["buildah", "containers", "--quiet"])


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_built_before_and_after_and_both_answer(verify, service):
    code, file = verify(SERVICES[service], "--start")

    assert file["standing"] == "verified", json.dumps(file, indent=1)
    assert code == 0
    assert [file[side]["started"]["answer"] for side in ("before", "after")] == [200, 200]
    verdicts = {each["name"]: each["verdict"] for each in file["checks"]}
    assert verdicts.keys() >= {*PARTS, "python", "distributions", "console scripts", "files", "start"}
    assert set(verdicts.values()) <= {"same", "announced"}


def test_a_wrong_row_of_knowledge_is_found_and_mended(verify, monkeypatch, tmp_path):
    """A project that is compiled on musl, taken for one that has a wheel; no cache has what it compiles to."""
    row = tmp_path / "wrong.toml"
    row.write_text('[wheels]\n"lz4" = { works = "yes", source = "wrong on purpose" }\n')
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    before = containers()
    code, file = verify(SERVICES["compiled"], "--knowledge", str(row), "--fix")

    assert code == 3
    assert file["attempts"] == [{"line": 4, "added": "apk add gcc musl-dev", "built": True}], file
    assert file["explanation"]["row"].startswith('wheels.toml: "lz4" = { works = "needs-build"')
    assert {each["verdict"] for each in file["checks"]} <= {"same", "announced"}
    assert containers() == before, "a failed build left something behind"
    fixed = next(tmp_path.rglob("fixed.Dockerfile")).read_text()
    assert "apk add --no-cache --virtual .build-deps gcc musl-dev" in fixed


def test_what_was_built_before_comes_from_the_cache_up_to_the_source(verify):
    code, file = verify(SERVICES["venv"], "--rebuild")

    assert code == 0
    assert [file[side]["rebuilt_layers"] for side in ("before", "after")] == [1, 1]
