"""Writes the parts of README.md that the program itself knows; run as a module to write them anew."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from migrator.cli import main, own_rules
from migrator.registry import installed

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
RULES = ROOT / "docs/rules.md"


def expected() -> str:
    """Give README.md with its demo, help text and rule table as they are now."""
    text = README.read_text()
    text = _filled(text, r"demo: \S+", "demo", _demo(re.search(r"<!-- demo: (\S+) -->", text)[1]))
    text = _filled(text, "help", "help", _console("dfmigrate --help", invoke("--help").output))
    return _filled(text, "rules", "rules", _rules())


def expected_rules() -> str:
    """Give docs/rules.md: every rule of every transform."""
    lines = ["# Rules", "", "`dfmigrate explain ID` prints the manual page. This table is generated.", ""]
    lines += ["| rule | name | transform | what it is about |", "|---|---|---|---|"]
    for rule in own_rules():
        lines.append(f"| {rule.id} | {rule.name} | | {rule.summary} |")
    for transform in installed():
        lines += [
            f"| {rule.id} | {rule.name} | {transform.name} | {rule.summary} |" for rule in transform.rules
        ]
    return "\n".join(lines) + "\n"


def invoke(*arguments: str):
    """Run dfmigrate in this process, 100 columns wide."""
    return CliRunner().invoke(
        main, arguments, prog_name="dfmigrate", terminal_width=100, max_content_width=100
    )


def _filled(text: str, opening: str, closing: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- {opening} -->\n).*?(<!-- /{closing} -->)", re.S)
    return pattern.sub(lambda match: match[1] + content + match[2], text)


def _demo(path: str) -> str:
    done = CliRunner().invoke(main, [path, "--dry-run"])
    diff = "\n".join(line for line in done.stdout.split("\n"))
    return _console(f"dfmigrate {path} --dry-run", done.stderr) + "\n```diff\n" + diff + "```\n"


def _console(command: str, output: str) -> str:
    return f"```console\n$ {command}\n{output.rstrip()}\n```\n"


def _rules() -> str:
    lines = ["| transform | rules | what it does |", "|---|---|---|"]
    for transform in installed():
        ids = sorted(rule.id for rule in transform.rules)
        does = transform.doc.split("\n\n")[0].replace("\n", " ")
        lines.append(f"| {transform.name} | {ids[0]}–{ids[-1]} | {does} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    README.write_text(expected())
    RULES.write_text(expected_rules())
