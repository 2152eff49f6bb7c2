"""The options that take names of transforms, bundles and rules, and how shells complete those."""

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


SELECT = click.option(
    "--select",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_names,
    help="Use only this transform, bundle or rule (DFM4…).",
)
IGNORE = click.option(
    "--ignore",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_names,
    help="Leave this transform, bundle or rule out.",
)
