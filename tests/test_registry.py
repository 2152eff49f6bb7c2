from importlib.metadata import EntryPoint

import pytest

from migrator import registry
from migrator.registry import RegistryError, installed


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
