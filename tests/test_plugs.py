"""Where dfmigrate plugs in: hooks, the action, the GitLab template and the recipes do what they say."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from migrator.settings.files import SettingsFile
from tests.cases import ROOT

GOOD = 'FROM python:3.12-alpine\nRUN pip install --no-cache-dir flask\nCMD ["flask", "run"]\n'
BIN = Path(sys.executable).parent


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "Dockerfile").write_text(GOOD)
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


def run(command, folder, **variables):
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_hooks_are_what_pre_commit_reads():
    clientlib = pytest.importorskip("pre_commit.clientlib")

    hooks = clientlib.load_manifest(ROOT / ".pre-commit-hooks.yaml")

    assert {hook["id"] for hook in hooks} == {"dfmigrate", "dfmigrate-check"}
    assert all(hook["types"] == ["dockerfile"] and hook["require_serial"] for hook in hooks)


@pytest.mark.parametrize("hook", ["dfmigrate", "dfmigrate-check"])
def test_a_hook_runs_on_the_files_that_it_is_given(repository, hook):
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (entry,) = [each["entry"] for each in hooks if each["id"] == hook]

    done = run([*entry.split(), "Dockerfile"], repository)

    changed = (repository / "Dockerfile").read_text() != GOOD
    assert (done.returncode, changed) == ((0, True) if hook == "dfmigrate" else (1, False))


def action():
    return yaml.safe_load((ROOT / "action.yml").read_text())


def test_the_action_takes_no_input_into_its_scripts():
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), step["name"]


def act(repository, tmp_path, **inputs):
    folder = tmp_path / "runner"
    (folder / "dfmigrate/bin").mkdir(parents=True)
    (folder / "dfmigrate/bin/dfmigrate").symlink_to(BIN / "dfmigrate")
    (step,) = [each for each in action()["runs"]["steps"] if each.get("id") == "run"]
    given = {name.upper(): inputs.get(name, each["default"]) for name, each in action()["inputs"].items()}
    files = {"GITHUB_STEP_SUMMARY": str(folder / "summary"), "GITHUB_OUTPUT": str(folder / "output")}
    variables = {name: given[name] for name in step["env"]} | files | {"RUNNER_TEMP": str(folder)}
    return run(["bash", "-e", "-o", "pipefail", "-c", step["run"]], repository, **variables), folder


def test_the_action_annotates_and_writes_the_job_summary(repository, tmp_path):
    done, folder = act(repository, tmp_path, sarif=str(tmp_path / "o.sarif"), html=str(tmp_path / "o.html"))

    assert done.returncode == 0, done.stderr
    assert "::notice file=Dockerfile,line=2,title=DFM401" in done.stdout
    assert (folder / "summary").read_text().startswith("## To migrate by dfmigrate")
    assert (folder / "output").read_text() == "exit-status=0\n"
    assert json.loads((tmp_path / "o.sarif").read_text())["version"] == "2.1.0"
    assert (repository / "Dockerfile").read_text() == GOOD


def test_the_action_fails_where_it_shall(repository, tmp_path):
    done, folder = act(repository, tmp_path, check="true", arguments="--quiet")

    assert done.returncode == 1
    assert (folder / "output").read_text() == "exit-status=1\n"


def test_the_gitlab_job_writes_what_it_declares(repository):
    (job,) = yaml.safe_load((ROOT / "docs/gitlab-ci.yml").read_text()).values()
    script = "\n".join(job["script"]).replace("/opt/dfmigrate/bin/", "")

    done = run(["sh", "-e", "-c", script], repository, **job["variables"])

    assert done.returncode == 0, done.stderr
    assert json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text())
    for path in job["artifacts"]["paths"]:
        assert (repository / path).stat().st_size


def script(name):
    text = (ROOT / "docs/fleet.md").read_text()
    return re.search(rf"<!-- script: {name} -->\n```sh\n(.*?)```", text, re.S)[1]


def test_the_recipe_for_many_repositories(repository, tmp_path):
    reports = tmp_path / "reports"
    reports.mkdir()
    (repository / "refused.Dockerfile").write_text(
        "FROM python:3.12-alpine\nRUN pip install --root /x flask\n"
    )
    path = tmp_path / "migrate.sh"
    path.write_text(script("multi-gitter"))
    path.chmod(0o755)

    done = run([path], repository, REPOSITORY="my-org/shop", DFMIGRATE_REPORTS=str(reports))
    assert done.returncode == 0, done.stderr
    assert "uv pip install" in (repository / "Dockerfile").read_text()
    assert {each.name for each in reports.iterdir()} == {"my-org_shop.html", "my-org_shop.json"}

    told = run(["sh", "-c", script("reasons")], repository, DFMIGRATE_REPORTS=str(reports))
    assert re.search(r"^ +1 DFM4\d\d [\w-]+$", told.stdout, re.M), told


def test_the_recipe_passes_over_a_repository_without_dockerfiles(tmp_path):
    path = tmp_path / "migrate.sh"
    path.write_text(script("multi-gitter"))
    path.chmod(0o755)

    assert run([path], tmp_path, REPOSITORY="my-org/x", DFMIGRATE_REPORTS=str(tmp_path)).returncode == 2


def test_the_settings_and_workflows_of_the_recipes_are_valid(tmp_path):
    import tomllib

    text = (ROOT / "docs/fleet.md").read_text()
    for block in re.findall(r"```toml\n(.*?)```", text, re.S):
        SettingsFile.of(tmp_path / "pyproject.toml", tomllib.loads(block)["tool"]["dfmigrate"], block)
    for block in re.findall(r"```yaml\n(.*?)```", text, re.S):
        assert yaml.safe_load(block)["jobs"]
