"""Which dependency groups the options of an installer choose."""

import pytest

from migrator.requirements.install_options import Groups, InstallLine

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
