from importlib.metadata import EntryPoint

import pytest
from click.testing import CliRunner

from migrator import registry
from migrator.api import Phase, Rule, transform
from migrator.cli import main
from migrator.registry import RegistryError, installed
from migrator.selection import Selection, SelectionError, selection_of
from migrator.settings import Settings


def test_order_is_by_phase_then_declared_order():
    names = [each.name for each in installed()]

    assert names.index("collapse-stages") < names.index("rebase-alpine") < names.index("apt-to-apk")
    assert names.index("apt-to-apk") < names.index("build-deps") < names.index("pip-to-uv")


def test_every_transform_has_a_manual_page_and_rules():
    for each in installed():
        assert len(each.doc) > 400, f"{each.name}: a docstring is a manual page"
        assert all(rule.id.startswith("DFM") and rule.summary.endswith(".") for rule in each.rules)


@pytest.mark.parametrize(
    ("value", "said"),
    [("nowhere:thing", "an environment of its own"), ("json:loads", "declare it with @transform")],
)
def test_a_bad_plugin_is_named(monkeypatch, value, said):
    points = [EntryPoint("bad", value, registry.TRANSFORMS_GROUP)]
    monkeypatch.setattr(registry, "_offered", lambda: {registry.TRANSFORMS_GROUP: points})

    with pytest.raises(RegistryError, match=said):
        installed()


def test_two_plugins_of_one_name_are_an_error(monkeypatch):
    point = EntryPoint("a", "transforms.pip_to_uv:pip_to_uv", registry.TRANSFORMS_GROUP)
    monkeypatch.setattr(registry, "_offered", lambda: {registry.TRANSFORMS_GROUP: [point, point]})

    with pytest.raises(RegistryError, match="declared twice"):
        installed()


@pytest.mark.parametrize("command", [["rules"], ["explain", "DFM201"], ["explain", "pip-to-uv"]])
def test_a_bad_plugin_ends_what_tells_of_rules_with_a_line(monkeypatch, command):
    def broken():
        raise RegistryError("cannot load bad (bad:bad): No module named 'bad'")

    monkeypatch.setattr("migrator.registry.installed", broken)
    result = CliRunner().invoke(main, command)

    assert (result.exit_code, result.stderr) == (
        2,
        "dfmigrate: cannot load bad (bad:bad): No module named 'bad'\n",
    )


def test_a_plugins_rule_can_be_selected_by_its_id_and_by_the_beginning_of_it():
    plugin = transform("acme", phase=Phase.RUNTIME, rules=(Rule("ACME001", "acme", "Something."),))(
        lambda *_: ()
    )
    for name in ("ACME001", "ACME", "acme"):
        selection = selection_of(Settings(select=(name,)), (plugin,))

        assert selection.runs(plugin)
        assert selection.accepts("ACME001", plugin)
    assert not Selection(ignore=frozenset({"ACME001"})).accepts("ACME001", plugin)
    with pytest.raises(SelectionError, match="did you mean ACME001"):
        selection_of(Settings(select=("acme001",)), (plugin,))
