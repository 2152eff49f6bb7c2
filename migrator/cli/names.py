"""Names of transforms, bundles and rules as shells complete them."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def complete_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete what `--select` and `--ignore` take; nothing where the transforms cannot be loaded."""
    from migrator.registry import RegistryError, installed

    try:
        transforms = installed()
    except RegistryError:
        return []
    names = {each.name: each.doc.split("\n", 1)[0] for each in transforms}
    names |= {each.bundle: "bundle" for each in transforms if each.bundle}
    names |= {rule.id: rule.summary for each in transforms for rule in each.rules}
    return [CompletionItem(name, help=says) for name, says in names.items() if name.startswith(incomplete)]
