"""The options of `dfmigrate pr`, in the groups in which its commands have them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from migrator.cli.names import IGNORE, SELECT
from migrator.forge.groups import WAYS

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Seconds(click.ParamType[float]):
    """A time: ``30``, ``30s``, ``2m``."""

    name = "seconds"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Give the seconds; ends the command for what is no time."""
        if isinstance(value, int | float):
            return float(value)
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)?", str(value))
        if not match:
            self.fail(f"{value!r} is no time: 30s, 2m or 1h", param, ctx)
        return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2] or "s"]


WHERE = (
    click.option(
        "--remote", default="origin", show_default=True, metavar="NAME", help="The remote that is meant."
    ),
    click.option(
        "--repository", default="", metavar="OWNER/NAME", help="Its name on the forge, else from its URL."
    ),
    click.option("--forge", type=click.Choice(("github", "gitlab", "gitea")), help="What runs on the host."),
    click.option(
        "--base-url", metavar="URL", help="The forge's address: GitHub Enterprise, your GitLab, your Gitea."
    ),
)
RUN = (
    SELECT,
    IGNORE,
    click.option(
        "--harden", is_flag=True, help="Also a health check, a user, pipefail, and what linters ask."
    ),
    click.option("--sources", is_flag=True, help="Also mend Python sources where it suits both libcs."),
    click.option("--python", metavar="VERSION", help="Raise Python to this minor version, or `keep` it."),
    click.option(
        "--uv-from", type=click.Choice(("mount", "copy", "stage", "pip")), help="`stage` for Dependabot."
    ),
    click.option(
        "--compile-bytecode", is_flag=True, default=None, help="Write .pyc files at install, as pip does."
    ),
    click.option(
        "--target", "targets", multiple=True, metavar="STAGE", help="A stage that someone builds by name."
    ),
    click.option(
        "--config", multiple=True, metavar="KEY=VALUE", help="Set a setting, as in a settings file."
    ),
    click.option("--isolated", is_flag=True, help="Read no settings files."),
    click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Processes; 0: as many as pay. [0]"),
)
PULLS = (
    click.option(
        "--group-by", type=click.Choice(WAYS), default="directory", show_default=True, help="One for each…"
    ),
    click.option("--skip", multiple=True, metavar="GLOB", help="Leave these Dockerfiles out."),
    click.option("--base", default="", metavar="BRANCH", help="The branch they go to. [the default branch]"),
    click.option(
        "--branch-prefix", default="dfmigrate/", show_default=True, metavar="TEXT", help="Begins branches."
    ),
    click.option(
        "--title", default="", metavar="TEXT", help="Title; knows {{where}} {{group}} {{base}} {{bundles}}."
    ),
    click.option(
        "--body-template", type=click.File(encoding="utf-8"), help="Body; also knows {{body}} and its parts."
    ),
    click.option("--evidence", type=click.File(encoding="utf-8"), help="JSON that `dfmigrate verify` wrote."),
    click.option("--draft", is_flag=True, help="Open drafts."),
    click.option("--label", "labels", multiple=True, metavar="NAME", help="Add a label."),
    click.option("--reviewer", "reviewers", multiple=True, metavar="NAME", help="Ask for a review."),
    click.option("--team-reviewer", "teams", multiple=True, metavar="NAME", help="Ask a team for a review."),
    click.option("--codeowners-reviewers", is_flag=True, help="Ask those whom CODEOWNERS names."),
    click.option(
        "--max-reviewers", type=click.IntRange(1), metavar="N", help="Ask no more than N, spread evenly."
    ),
    click.option("--assignee", "assignees", multiple=True, metavar="NAME", help="Assign somebody."),
    click.option("--signoff", is_flag=True, help="Sign commits off."),
    click.option("--fork", is_flag=True, help="Push to a fork of the token's user."),
    click.option("--fork-owner", default="", metavar="NAME", help="Push to a fork of this organisation."),
    click.option("--max-prs", type=click.IntRange(0), metavar="N", help="Have no more than N open at once."),
    click.option("--sleep", type=Seconds(), default=0.0, metavar="TIME", help="Pause after each: 30s, 2m."),
    click.option("--reopen", is_flag=True, help="Open again what somebody closed."),
    click.option("--no-resume", is_flag=True, help="Ask about all again after an interrupted run."),
    click.option("--dry-run", is_flag=True, help="Print all of it and open nothing."),
)


def added(options: tuple[Callable[[_Command], _Command], ...]) -> Callable[[_Command], _Command]:
    """Give a decorator that adds `options`."""

    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add
