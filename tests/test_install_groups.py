"""Which dependency groups the options of an installer choose."""

import pytest

from migrator.requirements.exports import ProjectGroups, exported
from migrator.requirements.install_options import DEV, Groups, InstallLine
from migrator.shell import parse_script
from migrator.source import Logical

OPTIONAL = frozenset({"deploy"})
EVERY = ("", "group:dev", "group:deploy", "group:deploy|group:dev", "|group:deploy", "extra:", "extra:ldap")
CHOSEN = {
    "": {"", "group:dev", "group:deploy|group:dev", "|group:deploy"},
    "--with deploy": {"", "group:dev", "group:deploy", "group:deploy|group:dev", "|group:deploy"},
    "--all-groups": {"", "group:dev", "group:deploy", "group:deploy|group:dev", "|group:deploy"},
    "--without dev": {"", "|group:deploy"},
    "--only main": {"", "|group:deploy"},
    "--only=deploy": {"group:deploy", "group:deploy|group:dev", "|group:deploy"},
    "--only main,deploy": {"", "group:deploy", "group:deploy|group:dev", "|group:deploy"},
    "--only $GROUPS": set(EVERY),
    "--only-root": set(),
    "--only main -E ldap": {"", "|group:deploy", "extra:", "extra:ldap"},
}


@pytest.mark.parametrize("options", CHOSEN)
def test_poetry(options):
    groups = Groups.of_tool("poetry", InstallLine.of(tuple(options.split())), OPTIONAL)

    assert {each for each in EVERY if groups.include(each)} == CHOSEN[options]


EXPORTED = {
    "uv export": {"", "group:dev", "group:deploy|group:dev", "|group:deploy"},
    "uv export --no-dev --extra ldap -o r.txt": {"", "|group:deploy", "extra:", "extra:ldap"},
    "uv --quiet export --only-group deploy": {
        "group:deploy",
        "group:deploy|group:dev",
        "|group:deploy",
    },
    "uv pip compile pyproject.toml --extra ldap": {"", "|group:deploy", "extra:", "extra:ldap"},
    "pip-compile --all-extras": {"", "|group:deploy", "extra:", "extra:ldap"},
    "poetry export -f requirements.txt --output r.txt": {"", "|group:deploy"},
    "python -m poetry export --with deploy": {
        "",
        "group:deploy",
        "group:deploy|group:dev",
        "|group:deploy",
    },
    "poetry export --dev": {"", "group:dev", "group:deploy|group:dev", "|group:deploy"},
    "poetry export --with ${GROUPS}": set(EVERY),
    "pipenv requirements --dev": {"", "group:dev", "group:deploy|group:dev", "|group:deploy"},
    "pipenv requirements --dev-only": {"group:dev", "group:deploy|group:dev"},
    "pip freeze": {"", "|group:deploy"},
}


@pytest.mark.parametrize("text", EXPORTED)
def test_exported(text):
    (command,) = parse_script(Logical(text, ((0, 0),))).commands

    groups = exported(command, ProjectGroups(DEV, OPTIONAL))

    assert {each for each in EVERY if groups.include(each)} == EXPORTED[text]
