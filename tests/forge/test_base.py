"""What counts is the base branch: its settings, its compose files; and what cannot be read stops no other group."""

import pytest

from migrator import registry
from migrator.api import Change, Edit, Phase, Rule, transform
from migrator.disk import SIZE_LIMIT
from tests.forge.conftest import DOCKERFILE

RULE = Rule("DFM905", "context", "Tells the build context.")


@transform("context", phase=Phase.BASE, rules=(RULE,))
def tells_context(dockerfile, ctx):
    at = dockerfile.source.text.find("RUN one")
    if at >= 0:
        yield Change(RULE, 3, f"built from {ctx.build.root} by nobody", (Edit(at, at + 7, "RUN 1"),))


def test_the_context_of_compose_is_the_build_context(world, monkeypatch):
    monkeypatch.setattr(registry, "installed", lambda: (tells_context,))
    world.write(
        "compose.yaml",
        "services:\n  a:\n    build: {context: deploy/a, dockerfile: ../../services/a/Dockerfile}\n",
    )
    world.write("deploy/a/app.py", "")

    assert world.pr("services/a").exit_code == 0

    (pull,) = world.forge.pulls
    assert "built from deploy/a by nobody" in pull.body
    assert "dfmigrate/tree" not in pull.body, "the folder in which it was migrated is nobody's business"


def test_a_file_with_any_name_that_compose_names_is_found(world):
    world.write("services/a/build.docker", DOCKERFILE)
    world.write(
        "compose.yaml", "services:\n  a:\n    build: {context: services/a, dockerfile: build.docker}\n"
    )

    result = world.pr("services/a", "--dry-run")

    assert "b/services/a/build.docker" in result.stdout


def test_settings_are_those_of_the_base(world):
    (world.checkout / "dfmigrate.toml").write_text('ignore = ["second"]\n')
    world.write("dfmigrate.toml", 'exclude = ["old/"]\n')
    world.write("services/a/dfmigrate.toml", 'ignore = ["first"]\n')
    world.write("services/a/old/Dockerfile", DOCKERFILE)

    shown = world.pr("services", "--dry-run").stdout

    a, b = shown.split("== directory:services/b")
    assert "+RUN 2" in a
    assert "+RUN 1" not in a
    assert "old/" not in a
    assert "+RUN 1" in b
    assert "+RUN 2" in b, "a file of the checkout that nobody has committed does not count"


def test_a_setting_of_the_command_line(world):
    shown = world.pr("services", "--dry-run", "--config", 'ignore=["first"]').stdout
    assert "+RUN 1" not in shown
    assert "+RUN 2" in shown

    wrong = world.pr("services", "--config", "ignroe=1")
    assert (wrong.exit_code, "ignore" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("size", [SIZE_LIMIT + 1])
def test_a_file_that_cannot_be_read_fails_its_group_alone(world, size):
    world.write("services/c/Dockerfile", DOCKERFILE.ljust(size))

    result = world.pr("services")

    assert result.exit_code == 3
    assert "services/c/Dockerfile: larger than" in result.stderr
    assert len(world.forge.pulls) == 2


def test_a_compose_file_that_cannot_be_read_is_told(world):
    world.write("compose.yaml", "services: [\n")

    result = world.pr("services", "--dry-run")

    assert "dfmigrate: compose.yaml: line" in result.stderr
    assert result.exit_code == 0
