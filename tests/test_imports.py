"""The import rule: transforms see `migrator.api` alone, the engine never sees transforms."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", sorted((ROOT / "transforms").glob("*.py")), ids=lambda path: path.stem)
def test_transforms_import_the_api_alone(path):
    ours = [name for name in imports(path) if name.split(".")[0] in ("migrator", "transforms")]

    assert set(ours) <= {"migrator.api"}


@pytest.mark.parametrize("path", sorted((ROOT / "migrator").rglob("*.py")), ids=lambda path: path.stem)
def test_the_engine_imports_no_transform(path):
    assert not [name for name in imports(path) if name.split(".")[0] == "transforms"]


@pytest.mark.parametrize("path", sorted((ROOT / "migrator").rglob("*.py")), ids=lambda path: path.stem)
def test_only_the_command_line_prints_exits_or_reads_the_environment(path):
    if "cli" in path.parts:
        return

    used = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert not used & {"print", "sys.exit", "os.environ", "os.getenv", "click.echo"}


def test_help_imports_nothing_heavy():
    code = (
        "import sys, click.testing, migrator.cli as cli\n"
        "result = click.testing.CliRunner().invoke(cli.main, ['--help'])\n"
        "assert result.exit_code == 0, result.output\n"
        "heavy = {'libcst', 'dockerfile_parse', 'unidiff', 'rich', 'migrator.report', 'migrator.engine'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.stdout.strip() == "[]", done.stderr


def test_a_run_without_python_sources_imports_no_parser_of_python(tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM python:3.11-slim\nRUN pip install flask==3.0.0\n")
    code = (
        "import sys, click.testing, migrator.cli as cli\n"
        "result = click.testing.CliRunner().invoke(cli.main, ['Dockerfile', '--dry-run', '--isolated'])\n"
        "assert 'uv pip install' in result.output, result.output\n"
        "print(sorted({'libcst', 'httpx', 'rich'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)

    assert done.stdout.strip() == "[]", done.stderr
