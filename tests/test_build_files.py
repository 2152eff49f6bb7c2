"""Compose and bake files: what they build, and that nothing in them surprises."""

from pathlib import Path

import pytest
import yaml

from migrator.discovery.build_files import BuildFileError, builds_of, is_build_file


@pytest.mark.parametrize(
    "name", ["compose.yaml", "docker-compose.yml", "docker-compose.prod.yml", "docker-bake.hcl", "bake.json"]
)
def test_names(name):
    assert is_build_file(name)


@pytest.mark.parametrize(
    "name", ["composer.json", "my-compose.txt", "bakery.hcl", "Dockerfile", "docker-compose.md"]
)
def test_names_that_are_others(name):
    assert not is_build_file(name)


def builds(tmp_path, text, name="compose.yaml"):
    (tmp_path / name).write_text(text)
    return builds_of(tmp_path / name)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("services:\n  db:\n    image: postgres\n", id="an image only"),
        pytest.param("services:\n  a:\n    build: https://github.com/a/b.git#main\n", id="a remote context"),
        pytest.param("services:\n  a:\n    build: git@github.com:a/b.git\n", id="a remote context over ssh"),
        pytest.param("services:\n  a:\n    build: ${WHERE}\n", id="a context from the environment"),
        pytest.param("services:\n  a:\n    build: {dockerfile_inline: FROM a}\n", id="an inline Dockerfile"),
        pytest.param("services:\n  a: {build: [1, 2]}\n", id="nonsense"),
        pytest.param("- 1\n", id="no mapping"),
        pytest.param("", id="empty"),
        pytest.param("services:\n  a:\n    build: !reset null\n", id="a tag of compose"),
        pytest.param(
            "services:\n  a:\n    build: !!python/object/apply:os.system ['touch ran']\n",
            id="a tag of Python",
        ),
    ],
)
def test_what_builds_nothing_here(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)

    try:
        assert builds(tmp_path, text) == ()
    except BuildFileError:
        assert "python" in text
    assert not Path("ran").exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("compose.yaml", "services:\n  a: [\n", "line 3: not YAML"),
        ("compose.yaml", "a: \x00\n", "not YAML"),
        ("compose.yaml", "[" * 5000, "not YAML"),
        ("bake.json", "{", "not JSON"),
        ("compose.yaml", "#" * 2_000_000, "larger than"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, text, said):
    with pytest.raises(BuildFileError, match=said):
        builds(tmp_path, text, name)


def test_aliases_that_explode_cost_nothing(tmp_path):
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]

    assert builds(tmp_path, "\n".join([*lines, "services: {a: {build: .}}"]))[0].context == tmp_path


@pytest.mark.parametrize("fast", [True, False])
def test_an_anchor_that_is_set_again(tmp_path, monkeypatch, fast):
    monkeypatch.setattr("yaml.__with_libyaml__", fast and yaml.__with_libyaml__)
    lines = [
        "x-a: &at {context: old}",
        "x-b: &at {context: new, target: web}",
        "services:",
        "  a: {build: *at}",
    ]
    (found,) = builds(tmp_path, "\n".join([*lines, "  b: {image: !reset &at null}"]))

    assert (found.context, found.target) == (tmp_path / "new", "web")


def test_compose(tmp_path):
    text = """
x-build: &base
  args: {PYTHON: 3.11-slim, SECRET: }
services:
  short: {build: ./api}
  long:
    build:
      <<: *base
      context: services
      dockerfile: ../docker/Dockerfile.${ENV:-prod}
      target: web
  listed:
    build: {context: ., args: [A=1, B, "C=${X}"]}
"""
    short, long, listed = builds(tmp_path, text)

    assert (short.dockerfile, short.context) == (tmp_path / "api/Dockerfile", tmp_path / "api")
    assert long.dockerfile == tmp_path / "docker/Dockerfile.prod"
    assert (long.context, long.target) == (tmp_path / "services", "web")
    assert long.arguments == (("PYTHON", "3.11-slim"), ("SECRET", None))
    assert listed.arguments == (("A", "1"), ("B", None), ("C", None))
    assert long.origin == f"{tmp_path / 'compose.yaml'}: long"


def test_bake_in_hcl(tmp_path):
    text = """
variable "TAG" { default = "latest" }
group "default" { targets = ["api", "web"] }
target "base" {
  context = "services"  # not "elsewhere" { }
  args = {
    PYTHON = "3.11"
    dockerfile = "a trap"
    DYNAMIC = TAG
  }
}
target "api" {
  inherits = ["base"]
  dockerfile = "api.Dockerfile"
  target = "run{time"
}
/* target "gone" { dockerfile = "x" } */
target "dynamic" { dockerfile = "${TAG}" }
target "web" { inherits = ["web"] }
"""
    found = {build.origin.rpartition(": ")[2]: build for build in builds(tmp_path, text, "docker-bake.hcl")}

    assert found["api"].dockerfile == tmp_path / "services/api.Dockerfile"
    assert found["api"].target == "run{time"
    assert found["api"].arguments == (("PYTHON", "3.11"), ("dockerfile", "a trap"), ("DYNAMIC", None))
    assert found["base"].dockerfile == tmp_path / "services/Dockerfile"
    assert found["web"].dockerfile == tmp_path / "Dockerfile", (
        "a target that inherits itself is no endless loop"
    )
    assert "dynamic" not in found


def test_bake_in_json(tmp_path):
    (build,) = builds(tmp_path, '{"target": {"a": {"context": "x", "args": {"A": "1"}}}}', "docker-bake.json")

    assert (build.dockerfile, build.arguments) == (tmp_path / "x/Dockerfile", (("A", "1"),))
