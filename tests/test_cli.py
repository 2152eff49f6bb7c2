"""The command as its user calls it: streams, exit codes, and that bad input costs nothing."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from migrator.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"
GOOD = 'FROM python:3.12-alpine\nRUN pip install --no-cache-dir flask\nCMD ["flask", "run"]\n'


def call(*arguments, stdin=None):
    return CliRunner().invoke(main, [str(each) for each in arguments], input=stdin)


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(GOOD)
    return path


def test_dry_run_prints_a_diff_and_writes_nothing(good):
    result = call(good, "--dry-run")

    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("diff --git a/")
    assert re.search(r"Dockerfile:2: DFM4\d\d \[\w+\] ", result.stderr)
    assert good.read_text() == GOOD


def test_in_place_twice_changes_nothing_more(good):
    assert call(good).exit_code == 0
    once = good.read_bytes()
    assert b"uv pip install" in once

    assert call(good).exit_code == 0
    assert good.read_bytes() == once


def test_check_exits_1_and_writes_nothing(good):
    assert call(good, "--check").exit_code == 1
    assert good.read_text() == GOOD

    call(good)
    assert call(good, "--check").exit_code == 0


def test_a_target_that_no_file_has_is_told(good):
    good.write_text("FROM python:3.12-slim AS Test\nRUN pip install flask\n")

    assert "--target" not in call(good, "--dry-run", "--target", "test").stderr
    told = call(good, "--dry-run", "--target", "tset").stderr
    assert "dfmigrate: --target tset: no file of this run has a stage of this name\n" in told


def test_standard_input_is_rewritten_on_standard_output(good):
    result = call("-", stdin=GOOD)

    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(b"FROM python:3.12-alpine\nRUN --mount=")


def test_strict_exits_3_on_a_refusal(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text("FROM python:3.12-alpine\nRUN pip install --root /x flask\n")

    assert call(path, "--dry-run").exit_code == 0
    assert call(path, "--dry-run", "--strict").exit_code == 3


def test_git_takes_the_diff(tmp_path, monkeypatch):
    shutil.copytree(EXAMPLES / "version-1", tmp_path / "services" / "shop")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    monkeypatch.chdir(tmp_path / "services")

    diff = call("shop", "--dry-run").stdout_bytes
    subprocess.run(["git", "-C", tmp_path, "apply"], input=diff, check=True)

    assert call("shop", "--check").exit_code == 0, "applying the diff is all there is to do"


def test_a_folder_of_repositories_has_one_diff(tmp_path, monkeypatch):
    for name in ("one", "two"):
        shutil.copytree(EXAMPLES / "version-1", tmp_path / name / "shop")
        subprocess.run(["git", "init", "-q", tmp_path / name], check=True)
    monkeypatch.chdir(tmp_path)

    result = call(".", "--dry-run")
    subprocess.run(["git", "apply"], input=result.stdout_bytes, check=True, cwd=tmp_path)

    for name in ("one", "two"):
        assert f"{name}/shop/Dockerfile:4: DFM101 " in result.stderr
        assert f"{name}/shop/shop/views.py:11: DFM804 " in result.stderr
    assert call(".", "--check").exit_code == 0, "applying the diff is all there is to do"


def test_git_takes_the_diff_of_a_repository_inside_of_another(tmp_path, monkeypatch):
    shutil.copytree(EXAMPLES / "version-1", tmp_path / "vendor-shop")
    shutil.copy(EXAMPLES / "version-1" / "Dockerfile", tmp_path)
    for folder in (tmp_path, tmp_path / "vendor-shop"):
        subprocess.run(["git", "init", "-q", folder], check=True)
    monkeypatch.chdir(tmp_path)

    diff = call("vendor-shop", "--dry-run").stdout_bytes
    subprocess.run(["git", "apply"], input=diff, check=True, cwd=tmp_path)

    assert (tmp_path / "Dockerfile").read_text() == (EXAMPLES / "version-1" / "Dockerfile").read_text()
    assert call("vendor-shop", "--check").exit_code == 0


def test_a_repository_beside_the_current_one_is_named_from_its_own_root(tmp_path, monkeypatch):
    for name in ("one", "two"):
        shutil.copytree(EXAMPLES / "version-1", tmp_path / name / "shop")
        subprocess.run(["git", "init", "-q", tmp_path / name], check=True)
    monkeypatch.chdir(tmp_path / "one")

    assert call("../two", "--dry-run").stdout.startswith("diff --git a/shop/Dockerfile ")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('context = "nowhere"', "context: there is no folder"),
        ('select = ["pip-to-uvv"]', "did you mean pip-to-uv?"),
        ('uv-image = "two words"', "uv-image: 'two words' is not allowed"),
    ],
)
def test_wrong_settings_name_their_file_and_change_nothing(good, settings, said):
    file = good.with_name("dfmigrate.toml")
    file.write_text(settings)
    result = call(good)

    assert result.exit_code == 2
    assert re.match(rf"dfmigrate: {re.escape(str(file))}(:1)?: ", result.stderr)
    assert said in result.stderr
    assert "report this" not in result.stderr
    assert good.read_text() == GOOD


def test_json_tells_everything(good):
    data = json.loads(call(good, "--dry-run", "--output-format", "json").stdout)

    (file,) = data["files"]
    assert file["changed"] is True
    assert {"rule", "line", "status", "message", "transform"} <= set(file["findings"][0])
    assert file["diff"].startswith("diff --git")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"# only a comment\n", id="comments only"),
        pytest.param(b"{% if x %}\nFROM python\n{% endif %}\n", id="a Jinja template"),
        pytest.param("FROM python:3.12-slim\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b"\x7fELF\x00\x01", id="a binary"),
        pytest.param(b"FROM python:3.12-windowsservercore\nRUN pip install flask\n", id="a Windows base"),
        pytest.param(b"FROM scratch\nCOPY a /a\n", id="from scratch"),
        pytest.param(b'FROM python:3.12-slim\nRUN "unterminated\n', id="an unterminated quote"),
        pytest.param(b"FROM node:20\nRUN npm ci\n", id="not Python"),
    ],
)
def test_what_is_not_ours_stays_as_it_was(tmp_path, content):
    path = tmp_path / "Dockerfile"
    path.write_bytes(content)

    result = call(path)

    assert result.exit_code == 0, result.stderr
    assert path.read_bytes() == content


def test_bytes_that_are_not_utf8_survive(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_bytes(GOOD.encode() + b'# caf\xe9\nLABEL a="\xff"\n')

    assert call(path).exit_code == 0

    assert path.read_bytes().endswith(b'# caf\xe9\nLABEL a="\xff"\n')
    assert b"uv pip install" in path.read_bytes()


def test_a_missing_path_is_one_clear_line(tmp_path):
    result = call(tmp_path / "nowhere")

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "no such file or folder" in result.stderr


def test_a_folder_without_dockerfiles(tmp_path):
    result = call(tmp_path)

    assert (result.exit_code, "no Dockerfile in this folder" in result.stderr) == (2, True)


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM python:3.12-slim\n" + b"# x\n" * 1_300_000)

    result = call(path)

    assert (result.exit_code, "not a Dockerfile" in result.stderr) == (2, True)


def test_a_read_only_file_is_left(good):
    good.chmod(0o444)

    result = call(good)

    assert (result.exit_code, "read-only" in result.stderr) == (2, True)
    assert good.read_text() == GOOD


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_fifo_is_refused(tmp_path):
    os.mkfifo(tmp_path / "Dockerfile")

    assert call(tmp_path / "Dockerfile").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "pip-to-uvv"], "did you mean pip-to-uv?"),
        (["--ignore", "DFM999"], "no transform or rule is called"),
        (["--python", "two"], "write keep"),
        (["--nonsense"], "Usage: main [OPTIONS] PATH…"),
        (["--select", "DFM4…"], "did you mean DFM4?"),
        (["--select", "dfm401"], "did you mean DFM401?"),
        (["--select", "pip-to-uv,layer-order"], "name one at a time"),
        (["--context", "nowhere"], "Directory 'nowhere' does not exist"),
        (["--since", "HEAD"], "--since HEAD: not in a git repository"),
        (["--evidence", "nowhere.json"], "--evidence nowhere.json: No such file or directory"),
        (["--config", "harden=yes"], "true or false is meant"),
        (["--config", "overrides=[]"], "in a settings file only"),
    ],
)
def test_wrong_usage_exits_2_with_the_next_step(good, arguments, said):
    result = call(good, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert good.read_text() == GOOD


def test_an_unknown_setting_is_an_error(good):
    (good.parent / "dfmigrate.toml").write_text('pyhton = "3.12"\n')

    result = call(good)

    assert (result.exit_code, "did you mean python?" in result.stderr) == (2, True)
    assert call(good, "--isolated").exit_code == 0


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "Dockerfile").write_text("{{ template }}\n")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "Dockerfile").write_text(GOOD)

    assert call(tmp_path).exit_code == 0
    assert "uv pip install" in (tmp_path / "b" / "Dockerfile").read_text()


def test_control_characters_do_not_reach_the_screen(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM python:3.12-alpine\nRUN pip install --root=\x1b[31mred flask\n")

    assert "\x1b" not in call(path, "--dry-run").stderr


def test_explain_prints_the_manual_page():
    result = call("explain", "pip-to-uv")

    assert result.exit_code == 0
    assert "DFM4" in result.stdout
    assert call("explain", "DFM404999").exit_code == 2


def test_explain_names_the_nearest():
    result = call("explain", "rebase-alpin")

    assert result.exit_code == 2
    assert "did you mean rebase-alpine?" in result.stderr


@pytest.mark.parametrize(
    ("name", "listed"),
    [("alpine", "DFM301"), ("DFM79", "DFM792"), ("dfm4…", "DFM401"), ("DFM00", "DFM003")],
)
def test_explain_lists_what_belongs_to_a_bundle_or_begins_so(name, listed):
    result = call("explain", name)

    assert result.exit_code == 0
    assert re.search(rf"^{listed}  [a-z-]+ ", result.stdout, re.M)
    assert "DFM101" not in result.stdout


def test_explain_lists_nothing_for_the_beginning_of_all_ids():
    assert call("explain", "d").exit_code == 2


@pytest.mark.parametrize(
    ("words", "meant"), [("explaim DFM201", "explain"), ("ruels", "rules"), ("version", "--version")]
)
def test_a_command_that_is_misspelt_is_asked_about(words, meant):
    result = call(*words.split())

    assert result.exit_code == 2
    assert f"no such file or folder; did you mean `dfmigrate {meant}`?" in result.stderr


def test_a_folder_of_which_all_is_excluded_says_so(good, monkeypatch):
    monkeypatch.chdir(good.parent)

    said = call(".", "--exclude", "Dockerfile").stderr

    assert "no Dockerfile in this folder; exclude leaves 1 out" in said


def test_a_path_that_is_like_no_command_is_told_alone():
    assert call("servces").stderr == "dfmigrate: servces: no such file or folder\n"


def test_withheld_changes_say_what_withholds_them(tmp_path):
    (tmp_path / "Dockerfile").write_text(
        "FROM python:3.11-slim\nRUN apt-get update && apt-get install -y libacme-dev\nCMD x\n"
    )

    told = call(tmp_path, "--check").stderr
    annotated = call(tmp_path, "--check", "--output-format", "github").stdout
    summary = call(tmp_path, "--check", "--output-format", "markdown").stdout
    issues = call(tmp_path, "--check", "--output-format", "gitlab").stdout

    said = "→ withheld with the whole bundle alpine: DFM302 in line 2\n"
    assert told.count(said) == 1
    assert annotated.count(said) == 2, "an annotation is read alone"
    assert issues.count("withheld with the whole bundle alpine: DFM302 in line 2") == 2
    assert "**Withheld with the whole bundle alpine: DFM302 in line 2**\n\n* line 1, DFM20" in summary


def test_withheld_changes_say_that_one_of_them_is_silenced(tmp_path):
    (tmp_path / "Dockerfile").write_text(
        "FROM python:3.11-slim\n# dfmigrate: ignore[DFM301] because not yet\nRUN apt-get install -y curl\n"
    )

    told = call(tmp_path, "--check").stderr

    assert (
        "→ withheld with the whole bundle alpine: it needs what is silenced or left out: DFM301 in line 3"
        in told
    )


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["--summ"], "--summary"),
        (["--select", "pip-"], "pip-to-uv"),
        (["explain", "DFM30"], "DFM301"),
        (["pr", "--group"], "--group-by"),
        (["pr", ".", "--group-by", "co"], "codeowners"),
        (["pr", "st"], "status"),
        (["pr", ".", "--select", "layer"], "layer-order"),
        (["verify", ".", "--ignore", "DFM30"], "DFM301"),
        (["pr", "close", "--del"], "--delete-branch"),
        (["verify", ".", "--engine", "p"], "podman"),
    ],
)
def test_the_shell_completes_options_names_and_what_stands_behind_commands(words, offered):
    *before, incomplete = words

    found = ShellComplete(main, {}, "dfmigrate", "_X").get_completions(before, incomplete)

    assert offered in {each.value for each in found}


def test_rules_lists_every_rule_once():
    ids = [line.split()[0] for line in call("rules").stdout.splitlines()]

    assert sorted(ids) == sorted(set(ids))
    assert {each[:4] for each in ids} >= {"DFM1", "DFM2", "DFM3", "DFM4"}


def test_foreign_packages_in_the_current_folder_are_not_imported(tmp_path, good):
    for name in ("transforms", "migrator"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('foreign code ran')\n")
    (tmp_path / "click.py").write_text("raise SystemExit('foreign code ran')\n")
    script = Path(sys.executable).with_name("dfmigrate")

    done = subprocess.run([script, "Dockerfile", "--check"], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 1, done.stderr


def test_knowledge_in_any_spelling_by_pattern_and_of_a_file(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[packages]\n"libcompany-dev" = { role = "drop" }\n')

    assert "wheels.toml: psycopg2\n" in call("knowledge", "PsycoPG2").stdout
    assert "libboost[a-z0-9.-]*-dev" in call("knowledge", "libboost-python1.74-dev").stdout
    assert "pure.toml: flask (web)\n" in call("knowledge", "Flask").stdout
    assert "pypi-pure.txt: 2captcha-python\n" in call("knowledge", "2captcha_python").stdout
    assert "native-names.toml: jaxlib-of-ours" in call("knowledge", "jaxlib-of-ours").stdout
    assert call("knowledge", "libcompany-dev").exit_code == 2
    assert "role          drop" in call("knowledge", "libcompany-dev", "--knowledge", str(own)).stdout
    assert "libcompany-dev" in call("knowledge", "check", "--knowledge", str(own)).stdout


def test_a_broken_row_of_facts_is_told_with_its_file(good):
    own = good.with_name("own.toml")
    own.write_text('[packages]\n"a" = { apk = ["x"], role = "nope" }\n')
    found = call(good, "--knowledge", str(own))

    assert (found.exit_code, found.stderr) == (
        2,
        f"dfmigrate: {own}: packages.toml: a: 'nope' is not a valid Role\n",
    )


def test_a_broken_file_of_facts_is_wrong_usage(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[nothing]\nx = {}\n")
    (tmp_path / "Dockerfile").write_text("FROM python:3.12-slim\n")

    for arguments in (("knowledge", "x"), (str(tmp_path),)):
        found = call(*arguments, "--knowledge", str(own))
        assert found.exit_code == 2
        assert "no table is called nothing.toml" in found.stderr
