import json
import re
import tomllib

import jsonschema
import pytest

from migrator.discovery import Place
from migrator.knowledge import Knowledge
from migrator.run import Runner
from migrator.settings import Settings, SettingsError, keys, settings_of, values_of
from migrator.settings.files import GivenSettings, SettingsFiles
from migrator.settings.text import effective, initial, schema
from tests.cases import ROOT


def in_force(path, overrides=()):
    return Runner((), Knowledge.load(), overrides).in_force(Place(path))


def test_without_files_the_defaults_hold(tmp_path):
    assert in_force(tmp_path / "Dockerfile").settings == Settings()


def test_the_nearest_file_wins(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.dfmigrate]\npython = "3.13"\n')
    inner = tmp_path / "service"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n")

    assert in_force(inner / "Dockerfile").settings.python == "3.13"

    (inner / "dfmigrate.toml").write_text('python = "keep"\n')
    assert in_force(inner / "Dockerfile").settings.python == "keep"


def test_a_broken_pyproject_that_holds_settings_is_told(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.dfmigrate]\npython = "keep\n')

    with pytest.raises(SettingsError, match=r"pyproject.toml: .*line 2"):
        SettingsFiles().nearest(tmp_path)


def test_a_broken_pyproject_of_the_service_is_not_our_business(tmp_path):
    (tmp_path / "pyproject.toml").write_text("not toml at all [")

    assert SettingsFiles().nearest(tmp_path) is None


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"uv_from": "mount"}, "did you mean uv-from"),
        ({"uv-from": "curl"}, "mount, copy, stage, pip"),
        ({"python": 3.12}, "wrong type"),
        ({"select": "pip-to-uv"}, "wrong type"),
        ({"index-strategy": "any"}, "first-index"),
    ],
)
def test_wrong_settings_say_what_is_allowed(table, said):
    with pytest.raises(SettingsError, match=said) as caught:
        settings_of(values_of(table, "dfmigrate.toml"), "dfmigrate.toml")

    assert str(caught.value).startswith("dfmigrate.toml: ")


def test_packages_may_be_a_list_or_one_string():
    settings = settings_of(values_of({"packages": {"a": "b c", "d": ["e"], "f": []}}, "x"), "x")

    assert dict(settings.packages) == {"a": ("b", "c"), "d": ("e",), "f": ()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('pyhton = "keep"', "did you mean python"),
        ("[tool.dfmigrate]\npython = 'keep'", r"\[tool.dfmigrate\] is for pyproject.toml; in this file"),
        ("[[overrides]]\npython = 'keep'", "override 1: path is missing"),
        (
            "[[overrides]]\npath = 'a'\npyhton = 'keep'",
            "override 1: unknown setting 'pyhton'; did you mean python",
        ),
        ("[[overrides]]\npath = 'a'\nexclude = ['b']", "exclude cannot be set per path"),
        ("overrides = 1", "write \\[\\[overrides\\]\\] blocks"),
        ("[[override]]\npath = 'a'", "did you mean overrides"),
        ("select = [1]", "wrong type"),
        ("[packages]\na = 1", "packages.a has the wrong type"),
        ("[images]\na = 1", "images has the wrong type"),
        ("nonsense", "dfmigrate.toml"),
        ("[[overrides]]\npath = 'a'\npython = 'two'", "write keep"),
    ],
)
def test_a_wrong_settings_file_is_told(tmp_path, text, said):
    (tmp_path / "dfmigrate.toml").write_text(text + "\n")

    with pytest.raises(SettingsError, match=said):
        in_force(tmp_path / "Dockerfile")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("dfmigrate.toml", "# mine\npyhton = 'keep'", ":2: unknown setting"),
        ("dfmigrate.toml", "harden = true\n[packages]\na = 'b'\n\"x-dev\" = 3", ":4: packages.x-dev"),
        (
            "dfmigrate.toml",
            "python = 'keep'\n[[overrides]]\npath = 'x'\npython = 'keep'\n[[overrides]]\npath = 'y'\npython = 3",
            ":7, override 2: python has",
        ),
        (
            "pyproject.toml",
            "[tool.poetry]\npython = '3'\n[tool.dfmigrate]\npython = 'two'",
            ":4: python: 'two'",
        ),
        ("pyproject.toml", "[tool]\ndfmigrate.python = 'two'", ":2: python: 'two'"),
        ("pyproject.toml", "tool = {dfmigrate = {python = 'two'}}", ": python: 'two'"),
        ("dfmigrate.toml", "python = 'keep'\n[packages]\npython = 3", ":3: packages.python"),
        ("dfmigrate.toml", "packages.'python3.11' = 3", ":1: packages.python3.11"),
        (
            "pyproject.toml",
            "[tool.dfmigrate.packages]\nharden = 'a'\n[tool.dfmigrate]\nharden = 1",
            ":4: harden has",
        ),
        (
            "pyproject.toml",
            "[[tool.mypy.overrides]]\nmodule = 'x'\n[[tool.dfmigrate.overrides]]\nharden = true",
            ":3, override 1: path is missing",
        ),
        ("dfmigrate.toml", "harden = true\noverrides = 3", ":2: overrides has"),
        ("dfmigrate.toml", "harden = true\noverrides = [{path = 'a', harden = 1}]", ", override 1: harden"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(tmp_path, name, text, said):
    (tmp_path / name).write_text(text + "\n")

    with pytest.raises(SettingsError, match=re.escape(f"{tmp_path / name}{said}")):
        in_force(tmp_path / "Dockerfile")


def test_a_wrong_type_of_the_table_is_told(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool]\ndfmigrate = 1\n")

    with pytest.raises(SettingsError, match=r"write \[tool.dfmigrate\]"):
        in_force(tmp_path / "Dockerfile")


def test_overrides_apply_to_their_paths_and_the_last_wins(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        """
[tool.dfmigrate]
python = "3.13"
harden = true
[[tool.dfmigrate.overrides]]
path = "legacy/**"
python = "keep"
[[tool.dfmigrate.overrides]]
path = ["*.old", "legacy/one/"]
uv-from = "copy"
python = "3.12"
"""
    )

    def chosen(name):
        found = in_force(tmp_path / name).settings
        return found.python, found.uv_from, found.harden

    assert chosen("Dockerfile") == ("3.13", "mount", True)
    assert chosen("other/legacy/Dockerfile") == ("3.13", "mount", True)
    assert chosen("legacy/Dockerfile") == ("keep", "mount", True)
    assert chosen("legacy/one/Dockerfile") == ("3.12", "copy", True)
    assert chosen("a/Dockerfile.old") == ("3.12", "copy", True)


def test_each_setting_tells_where_it_comes_from(tmp_path):
    (tmp_path / "dfmigrate.toml").write_text(
        'python = "3.13"\nharden = true\n[[overrides]]\npath = "*"\nharden = false\n'
    )

    found = in_force(tmp_path / "Dockerfile", (("python", "keep"),))

    assert found.origins == {
        "python": "command line",
        "harden": f"{tmp_path}/dfmigrate.toml, override 1 (*)",
    }
    shown = "\n".join(effective(found))
    assert 'python = "keep"  # command line' in shown
    assert 'uv-from = "mount"  # default' in shown
    assert tomllib.loads(shown)["harden"] is False


def test_the_context_is_one_of_the_files_folder(tmp_path):
    (tmp_path / "dfmigrate.toml").write_text('context = "src"\n')
    (tmp_path / "src").mkdir()

    assert in_force(tmp_path / "a/Dockerfile").settings.context == str(tmp_path / "src")


@pytest.mark.parametrize(
    ("pair", "field", "value"),
    [
        ("python=3.13", "python", "3.13"),
        ('python="keep"', "python", "keep"),
        ("harden=true", "harden", True),
        ('select=["pip-to-uv"]', "select", ("pip-to-uv",)),
        ("uv-from=copy", "uv_from", "copy"),
        ("packages.libx-dev=x-dev y", "packages", {"libx-dev": ("x-dev", "y")}),
    ],
)
def test_settings_of_the_command_line(pair, field, value):
    assert GivenSettings((pair,)).layer().values[field] == value


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("python", "write KEY=VALUE"),
        ("=x", "write KEY=VALUE"),
        ("pyhton=3.13", "did you mean python"),
        ("harden=maybe", "wrong type"),
        ("python=two", "write keep"),
        ("a b=c", "--config a b=c"),
    ],
)
def test_wrong_pairs_are_told(pair, said):
    with pytest.raises(SettingsError, match=said):
        GivenSettings((pair,)).layer()


def test_options_win_over_pairs():
    layer = GivenSettings(("python=3.13", "uv-from=copy"), (("python", "keep"),)).layer()

    assert layer.values == {"python": "keep", "uv_from": "copy"}


def test_the_initial_file_sets_nothing_and_everything_in_it_can_be_set(tmp_path):
    assert tomllib.loads(initial()) == {}

    lines = [line.removeprefix("# ") for line in initial().splitlines()]
    table = tomllib.loads("\n".join(line for line in lines if re.match(r'([\w-]+|"[^"]+") = |\[', line)))
    path = tmp_path / "dfmigrate.toml"
    path.write_text(initial())

    assert set(table) == {*keys(), "overrides"}
    assert in_force(tmp_path / "Dockerfile").settings == Settings()
    settings_of(
        values_of({key: value for key, value in table.items() if key != "overrides"}, "initial"), "initial"
    )


def test_the_schema_is_the_one_that_is_shipped():
    assert (ROOT / "docs/settings.schema.json").read_text("utf-8") == schema(), (
        "run `dfmigrate config --schema > docs/settings.schema.json`"
    )


def test_the_schema_takes_what_dfmigrate_takes_and_nothing_else():
    document = json.loads(schema())
    jsonschema.Draft7Validator.check_schema(document)
    validator = jsonschema.Draft7Validator(document)
    block = (ROOT / "README.md").read_text().split("```toml\n")[1].split("```")[0]

    validator.validate(tomllib.loads(block)["tool"]["dfmigrate"])
    validator.validate({"overrides": [{"path": "a", "python": "keep"}]})
    for wrong in (
        {"pyhton": "keep"},
        {"python": 3},
        {"uv-from": "curl"},
        {"overrides": [{"python": "keep"}]},
    ):
        assert not validator.is_valid(wrong), wrong
