"""Real git: what of the repository's own configuration is used, what not, and where a token goes."""

import subprocess

import pytest

from migrator.forge.git import GitError, LeaseError, Remote, open_repository
from migrator.forge.secret import Redactor, Secret
from migrator.forge.workspace import private_folder, worktree
from tests.forge.conftest import DOCKERFILE, forms, git, isolate, leaks, snapshot


@pytest.fixture
def plain(tmp_path, monkeypatch):
    """A checkout with a bare remote in a folder: no server at all."""
    isolate(monkeypatch, tmp_path, "github")
    bare, checkout = tmp_path / "bare.git", tmp_path / "checkout"
    subprocess.run(["git", "init", "-q", "--bare", bare], check=True)
    git(tmp_path, "clone", "-q", bare, checkout)
    (checkout / "Dockerfile").write_text(DOCKERFILE)
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "start")
    git(checkout, "push", "-q", "origin", "HEAD:main")
    return checkout


def opened(checkout):
    import os

    return open_repository(checkout, os.environ)


def program(path, proof):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho ran >> {proof}\nexec cat\n")
    path.chmod(0o755)
    return path


HOOKS = (
    "post-checkout",
    "pre-push",
    "reference-transaction",
    "post-index-change",
    "pre-commit",
    "commit-msg",
)


def test_nothing_that_the_repository_names_is_run(world):
    proof = world.home / "proof"
    for hook in HOOKS:
        program(world.checkout / ".git" / "hooks" / hook, proof)
        program(world.checkout / "husky" / hook, proof)
    evil = program(world.home / "evil", proof)
    git(world.checkout, "config", "core.hooksPath", "husky")
    git(world.checkout, "config", "core.fsmonitor", str(evil))
    git(world.checkout, "config", "filter.evil.smudge", str(evil))
    git(world.checkout, "config", "filter.evil.clean", str(evil))
    git(world.checkout, "config", "filter.evil.required", "true")
    world.write(".gitattributes", "* filter=evil\n")

    result = world.pr("services")

    assert result.exit_code == 0, result.stderr
    assert len(world.forge.pulls) == 2
    assert not proof.exists()


def test_the_users_own_hooks_are_run(world):
    proof = world.home / "proof"
    program(world.home / "my-hooks" / "pre-push", proof)
    git(world.checkout, "config", "--global", "core.hooksPath", str(world.home / "my-hooks"))

    world.pr("services/a")

    assert proof.exists()


def test_a_header_that_a_job_left_in_the_configuration_does_not_spoil_ours(world):
    """actions/checkout stores one; two Authorization headers are an error for the forge."""
    git(world.checkout, "config", f"http.{world.forge.url}/.extraheader", "AUTHORIZATION: basic b3RoZXI=")

    assert world.pr("services").exit_code == 0


def test_credentials_in_the_remotes_url_are_not_passed_on(world):
    host = world.forge.url.removeprefix("http://")
    git(world.checkout, "remote", "set-url", "origin", f"http://someone:s3cr3t@{host}/acme/shop.git")

    result = world.pr("services")

    assert result.exit_code == 0, result.stderr
    assert not any(
        "s3cr3t" in " ".join(command) for command in world.commands[-60:] if "set-url" not in command
    )
    assert "s3cr3t" not in result.stdout + result.stderr


def test_errors_of_git_show_no_credentials():
    redact = Redactor((Secret("tok/en"),), ("oauth2",))

    said = redact("fatal: https://me:pw@host/x tok/en tok%2Fen " + Secret("tok/en").basic("oauth2"))

    assert said == "fatal: https://host/x [token] [token] Basic [token]"


def test_a_secret_does_not_show_itself():
    secret = Secret("tok")

    assert "tok" not in f"{secret} {secret!r} {[secret]} {vars(Redactor((secret,)))}"


def test_the_lease_holds(plain):
    git_ = opened(plain)
    remote = Remote.at(git_, git(plain, "remote", "get-url", "origin"))
    head = git(plain, "rev-parse", "HEAD")
    remote.push(head, "dfmigrate/x", "")
    other = git(plain, "commit-tree", "HEAD^{tree}", "-m", "other")

    with pytest.raises(LeaseError):
        remote.push(other, "dfmigrate/x", "")
    with pytest.raises(LeaseError):
        remote.delete("dfmigrate/x", "1" * 40)
    remote.delete("dfmigrate/x", head)
    assert remote.heads("dfmigrate/*") == {}


def test_a_worktree_that_a_kill_left_in_any_state_is_no_obstacle(plain):
    git_ = opened(plain)
    folder = private_folder(git_)
    head = git(plain, "rev-parse", "HEAD")
    before = snapshot(plain)
    for damage in (
        lambda: None,
        lambda: (folder / "tree" / ".git").unlink(),
        lambda: (plain / ".git/worktrees/tree/HEAD").unlink(),
        lambda: (plain / ".git/worktrees/tree/locked").write_text("initializing"),
        lambda: subprocess.run(["rm", "-rf", folder / "tree"], check=True),
        lambda: subprocess.run(["rm", "-rf", plain / ".git/worktrees/tree"], check=True),
    ):
        git(plain, "worktree", "add", "-q", "--detach", str(folder / "tree"), head)
        damage()
        with worktree(git_, folder, head) as tree:
            assert (tree / "Dockerfile").read_text() == DOCKERFILE
        assert snapshot(plain) == before


def test_a_users_own_worktree_is_left(plain, tmp_path):
    git(plain, "worktree", "add", "-q", str(tmp_path / "mine"))
    git_ = opened(plain)

    with worktree(git_, private_folder(git_), "HEAD"):
        pass

    assert (tmp_path / "mine" / "Dockerfile").exists()
    assert len(git(plain, "worktree", "list").splitlines()) == 2


def test_it_works_from_a_worktree_of_the_users(world, monkeypatch):
    git(world.checkout, "worktree", "add", "-q", str(world.home / "mine"))
    monkeypatch.chdir(world.home / "mine")

    assert world.pr("services").exit_code == 0


def test_a_shallow_clone_will_do(world, monkeypatch):
    world.write("README.md", "# more\n")
    shallow = world.home / "shallow"
    bare = world.forge.repositories["acme/shop"]
    git(world.home, "clone", "-q", "--depth=1", f"file://{bare}", shallow)
    git(shallow, "remote", "set-url", "origin", world.forge.clone_url("acme/shop"))
    monkeypatch.chdir(shallow)

    assert world.pr("services").exit_code == 0
    assert world.pr("services").stdout.count("up to date") == 2


def test_a_branch_that_would_lie_above_ours(world):
    git(world.forge.repositories["acme/shop"], "branch", "dfmigrate", "main")

    result = world.pr("services")

    assert result.exit_code == 3
    assert "--branch-prefix names another place" in result.stderr
    assert world.pr("services", "--branch-prefix", "alpine/").exit_code == 0


def test_line_ends_are_those_of_the_repository(world):
    """A checkout with CRLF by attribute holds LF in its commits: so does ours."""
    world.write(".gitattributes", "Dockerfile text eol=crlf\n")

    assert world.pr("services/a").exit_code == 0

    bare = world.forge.repositories["acme/shop"]
    blob = subprocess.run(
        ["git", "-C", bare, "cat-file", "blob", f"{world.forge.pulls[0].branch}:services/a/Dockerfile"],
        capture_output=True,
    ).stdout
    assert blob == DOCKERFILE.replace("RUN one", "RUN 1").replace("RUN two", "RUN 2").encode()


def test_odd_names(world):
    name = 'services/ü b"c/Dockerfile'
    world.write(name, DOCKERFILE)

    assert world.pr("services").exit_code == 0, world.said[-1]

    branch = next(pull.branch for pull in world.forge.pulls if "b-c" in pull.branch)
    assert "RUN 1" in world.show(branch, name)
    assert world.pr("services").stdout.count("up to date") == 3


def test_a_bare_remote_in_a_folder(world):
    git(world.checkout, "remote", "set-url", "origin", str(world.forge.repositories["acme/shop"]))

    assert world.pr("services", "--repository", "acme/shop").exit_code == 0
    assert len(world.branches) == 2


def test_a_mode_is_kept(world):
    other = world.home / "other"
    world.write("services/a/Dockerfile", DOCKERFILE + "\n")
    git(other, "update-index", "--chmod=+x", "services/a/Dockerfile")
    git(other, "commit", "-q", "-m", "mode")
    git(other, "push", "-q", "origin", "main")

    world.pr("services/a")

    listed = git(
        world.forge.repositories["acme/shop"], "ls-tree", world.forge.pulls[0].branch, "services/a/Dockerfile"
    )
    assert listed.startswith("100755")


def test_no_git(tmp_path):
    with pytest.raises(Exception, match="git cannot be run"):
        open_repository(tmp_path, {"PATH": str(tmp_path)})


def test_an_error_names_the_command(plain):
    with pytest.raises(GitError, match="git cat-file"):
        opened(plain).run("cat-file", "commit", "0" * 40)


@pytest.mark.parametrize("form", forms())
def test_the_scanner_would_find_a_leak(form):
    assert leaks([("here", f"x {form} y")]) == ["here"]
    assert not leaks([("here", "x y")])
