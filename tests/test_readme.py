"""README.md says what the program does today."""

from migrator.engine import Engine, Status
from migrator.selection import Selection
from migrator.source import Source
from tests.contexts import surroundings
from tests.readme import README, ROOT, RULES, expected, expected_rules


def test_the_environment_knows_all_transforms():
    """What the README says is taken from what is installed: an old installation leaves the new ones out."""
    import tomllib
    from importlib.metadata import entry_points

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = project["entry-points"]["dfmigrate.transforms"]
    found = {each.name: each.value for each in entry_points(group="dfmigrate.transforms")}

    assert declared.items() <= found.items(), 'run `pip install -e ".[dev]"` again'


def test_demo_help_and_rule_table_are_true(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert README.read_text() == expected(), "run `python -m tests.readme`"


def test_the_rule_table_is_true_and_the_readme_short():
    assert RULES.read_text() == expected_rules(), "run `python -m tests.readme`"
    assert README.read_text().count("\n") <= 360


def test_every_setting_is_shown_with_its_default():
    import tomllib
    from dataclasses import fields

    from migrator.settings import Settings, settings_of, values_of

    block = README.read_text().split("```toml\n")[1].split("```")[0]
    table = tomllib.loads(block)["tool"]["dfmigrate"]

    assert {key.replace("-", "_") for key in table} == {field.name for field in fields(Settings)}
    own = {k: v for k, v in table.items() if k not in ("packages", "images", "context")}
    assert settings_of(values_of(own, "README"), "README") == Settings()


def test_the_plugin_of_the_readme_does_what_it_says():
    code = README.read_text().split("```python\n")[1].split("```")[0]
    names = {}
    exec(code, names)
    engine = Engine((names["maintainer_label"],), Selection(frozenset({"ACME001"})))
    result = engine.run(Source("Dockerfile", "FROM scratch\nMAINTAINER me <a@b.c>\n"), surroundings)

    assert result.failure is None
    assert [each.status for each in result.outcomes] == [Status.APPLIED]
    assert result.after.text == 'FROM scratch\nLABEL org.opencontainers.image.authors="me <a@b.c>"\n'
