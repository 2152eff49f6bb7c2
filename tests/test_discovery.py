import subprocess
from pathlib import Path

import pytest

from migrator.discovery import DiscoveryError, Filters, is_dockerfile_name, is_template_name, search
from migrator.discovery.file_patterns import Patterns


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "Dockerfile.dev",
        "dev.Dockerfile",
        "api.dockerfile",
        "Containerfile",
        "Dockerfile-web",
        "dockerfile",
    ],
)
def test_names_that_are_dockerfiles(name):
    assert is_dockerfile_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfiles",
        "Dockerfile.dockerignore",
        "Dockerfile.j2",
        "Dockerfile~",
        "Dockerfile.md",
        "dockerfile.png",
        "dockerfile-knGOOxt4.js",
        "dockerfile-knGOOxt4.js.map",
        "docker-compose.yml",
    ],
)
def test_names_that_are_none(name):
    assert not is_dockerfile_name(name)


@pytest.fixture
def tree(tmp_path):
    for place in (
        "b/Dockerfile",
        "a/x.Dockerfile",
        "node_modules/p/Dockerfile",
        "env/Dockerfile",
        "build/Dockerfile",
    ):
        path = tmp_path / place
        path.parent.mkdir(parents=True)
        path.write_text("FROM python\n")
    (tmp_path / "env/pyvenv.cfg").touch()
    (tmp_path / "link").symlink_to(tmp_path / "b")
    (tmp_path / "Dockerfile").symlink_to("b/Dockerfile")
    return tmp_path


def relative(tree):
    return [place.path.relative_to(tree).as_posix() for place in search([tree]).files]


def test_a_folder_is_searched_without_foreign_code_or_links(tree):
    assert relative(tree) == ["a/x.Dockerfile", "b/Dockerfile", "build/Dockerfile"]


def test_what_git_ignores_is_passed_over(tree):
    subprocess.run(["git", "init", "-q", tree], check=True)
    (tree / ".gitignore").write_text("build/\nenv/\n")

    assert relative(tree) == ["a/x.Dockerfile", "b/Dockerfile"]


def test_the_repositorys_own_programs_are_not_run(tree):
    subprocess.run(["git", "init", "-q", tree], check=True)
    subprocess.run(["git", "-C", tree, "config", "core.fsmonitor", f"touch {tree}/ran; false"], check=True)

    search([tree])

    assert not (tree / "ran").exists()


def test_a_file_is_taken_whatever_its_name_and_once(tree):
    (tree / "odd.txt").write_text("FROM python\n")

    assert [place.path for place in search([tree / "odd.txt", tree / "odd.txt"]).files] == [tree / "odd.txt"]


def test_a_missing_path_is_an_error(tmp_path):
    with pytest.raises(DiscoveryError, match="no such file"):
        search([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    "name", ["Dockerfile.j2", "Dockerfile.prod.tmpl", "api.dockerfile.jinja2", "Containerfile.in"]
)
def test_templates_are_told_apart(tmp_path, name):
    (tmp_path / name).write_text("FROM {{ base }}\n")

    found = search([tmp_path])

    assert (found.files, found.templates) == ((), (tmp_path / name,))


@pytest.mark.parametrize("name", ["notes.j2", "Dockerfile.dockerignore.j2", "Dockerfile.py"])
def test_others_are_no_templates_of_dockerfiles(name):
    assert not is_template_name(name)


def place(path, text="FROM python\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_gitignore_counts_outside_of_a_repository(tmp_path):
    for name in (
        "a/Dockerfile",
        "gen/Dockerfile",
        "deep/gen/Dockerfile",
        "deep/keep/Dockerfile",
        "deep/tmp/Dockerfile",
    ):
        place(tmp_path / name)
    (tmp_path / ".gitignore").write_text("/gen/\n*.tmp\ntmp\n[\n")
    (tmp_path / "deep/.gitignore").write_text("gen\n!tmp\n")

    assert relative(tmp_path) == ["a/Dockerfile", "deep/keep/Dockerfile", "deep/tmp/Dockerfile"]


def test_submodules_are_left_out_and_repositories_entered(tmp_path):
    place(tmp_path / "own/Dockerfile")
    place(tmp_path / "sub/.git", "gitdir: ../.git/modules/sub\n")
    place(tmp_path / "sub/Dockerfile")
    place(tmp_path / "clone/Dockerfile")
    subprocess.run(["git", "init", "-q", tmp_path / "clone"], check=True)
    place(tmp_path / "clone/.gitignore", "build\n")
    place(tmp_path / "clone/build/Dockerfile")

    assert relative(tmp_path) == ["clone/Dockerfile", "own/Dockerfile"]


def test_submodules_of_a_repository_are_left_out(tmp_path):
    def git(*arguments):
        config = ["-c", "protocol.file.allow=always", "-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *config, *arguments], check=True, capture_output=True)

    place(tmp_path / "other/Dockerfile")
    git("init", "-q", str(tmp_path / "other"))
    git("-C", str(tmp_path / "other"), "add", ".")
    git("-C", str(tmp_path / "other"), "commit", "-qm", "x")
    place(tmp_path / "top/Dockerfile")
    git("init", "-q", str(tmp_path / "top"))
    git("-C", str(tmp_path / "top"), "submodule", "add", "-q", str(tmp_path / "other"), "sub")

    assert relative(tmp_path / "top") == ["Dockerfile"]


def test_a_committed_environment_is_left_out(tmp_path):
    place(tmp_path / "Dockerfile")
    place(tmp_path / "env/pyvenv.cfg", "")
    place(tmp_path / "env/lib/Dockerfile")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    assert relative(tmp_path) == ["Dockerfile"]


def test_include_exclude_and_force_exclude(tmp_path):
    odd = place(tmp_path / "odd.docker")
    old = place(tmp_path / "legacy/Dockerfile")
    new = place(tmp_path / "Dockerfile")

    def filters(**lines):
        made = {name: (Patterns(tmp_path, tuple(each)),) for name, each in lines.items()}
        return lambda path: Filters(**made)

    def found(*paths, **lines):
        return [each.path for each in search(paths, filters(**lines)).files]

    assert found(tmp_path, include=["*.docker"]) == [new, old, odd]
    assert found(tmp_path, exclude=["legacy/**"]) == [new]
    assert found(tmp_path, old, exclude=["legacy/**"]) == [new, old], "a file that is named is meant"
    assert found(tmp_path, old, force_exclude=["legacy/"]) == [new]
    assert found(tmp_path, include=["*.docker"], exclude=["odd*"]) == [new, old]


@pytest.mark.parametrize("written", ["./a/Dockerfile", "{here}/a/Dockerfile", "./a/", "/a/**", "{here}/a"])
def test_patterns_written_as_paths_mean_those_paths(tmp_path, written):
    named = Patterns.named(tmp_path, ["*", "!keep", written.format(here=tmp_path)])
    alone = Patterns.named(tmp_path, [written.format(here=tmp_path)])

    assert named.lines[:2] == ("*", "!keep")
    assert alone.match(tmp_path / "a/Dockerfile")
    assert not alone.match(tmp_path / "b/a/Dockerfile"), "it counts from the folder"
    assert not alone.match(tmp_path / "Dockerfile")


def test_a_path_is_taken_back_as_it_is_named(tmp_path):
    named = Patterns.named(tmp_path, ["*", "!./a/Dockerfile"])

    assert not named.match(tmp_path / "a/Dockerfile")
    assert named.match(tmp_path / "b/Dockerfile")


def test_compose_names_files_and_their_builds(tmp_path):
    odd = place(tmp_path / "docker/api.txt")
    usual = place(tmp_path / "web/Dockerfile")
    place(
        tmp_path / "compose.yaml",
        "services:\n  api: {build: {context: ., dockerfile: docker/api.txt, target: run}}\n"
        "  web: {build: web}\n  out: {build: {context: .., dockerfile: out.txt}}\n",
    )
    place(tmp_path.parent / "out.txt")

    found = search([tmp_path])

    assert [each.path for each in found.files] == [odd, usual]
    (build,) = found.files[0].builds
    assert (build.context, build.target) == (tmp_path, "run")


def test_a_single_file_learns_from_above_up_to_the_repository(tmp_path):
    place(tmp_path / "compose.yaml", "services: {a: {build: {context: repo, target: no}}}\n")
    file = place(tmp_path / "repo/services/Dockerfile")
    place(
        tmp_path / "repo/compose.yaml",
        "services: {a: {build: {context: ., dockerfile: services/Dockerfile}}}\n",
    )
    subprocess.run(["git", "init", "-q", tmp_path / "repo"], check=True)

    ((build,),) = [each.builds for each in search([file]).files]

    assert (build.context, build.target) == (tmp_path / "repo", None)


def test_what_compose_names_is_found_through_no_link_and_not_if_ignored(tmp_path):
    place(tmp_path / "outside.txt")
    top = tmp_path / "top"
    place(top / "Dockerfile")
    (top / "link.txt").symlink_to(tmp_path / "outside.txt")
    place(top / "ignored/a.txt")
    place(top / ".gitignore", "ignored\n")
    place(
        top / "compose.yaml",
        "services:\n  a: {build: {context: ., dockerfile: link.txt}}\n  b: {build: {context: ignored, dockerfile: a.txt}}\n",
    )

    assert relative(top) == ["Dockerfile"]


def test_a_broken_compose_file_is_told_and_stops_nothing(tmp_path):
    place(tmp_path / "Dockerfile")
    place(tmp_path / "compose.yaml", "services: [\n")

    found = search([tmp_path])

    assert len(found.files) == 1
    assert "not YAML" in found.unread[0]


def test_outside_of_a_repository_the_current_folder_is_the_top_of_what_lies_in_it(tmp_path, monkeypatch):
    here = tmp_path / "unpacked"
    (here / "docker").mkdir(parents=True)
    (here / "docker/Dockerfile").write_text("FROM python:3.12\n")
    (here / "compose.yaml").write_text("services: {a: {build: {context: ., dockerfile: docker/Dockerfile}}}")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/Dockerfile").write_text("FROM python:3.12\n")
    monkeypatch.chdir(here)

    inside, outside = search([Path("docker/Dockerfile"), Path("../other/Dockerfile")]).files
    (searched,) = search([Path("docker")]).files

    assert inside.top == here
    assert outside.top is None
    assert [build.context for build in inside.builds] == [here]
    assert searched.builds == inside.builds
