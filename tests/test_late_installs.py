"""Code that calls pip while its container runs, and code that only speaks of it or runs elsewhere."""

import pytest

from migrator.apt.late_installs import installs_while_running
from migrator.build_context import BuildContext


def found(folder, name, text):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return installs_while_running(BuildContext(folder))


@pytest.mark.parametrize(
    "text",
    [
        '[sys.executable, "-m", "pip", "install", name]',
        "run([sys.executable, '-m', 'pip',\n  'install', name])",
        'subprocess.check_call(["pip3", "install", *names])',
        'os.system("pip install " + name)',
        'subprocess.run(f"{python} -m pip install {name}", shell=True)',
        'pip.main(["install", name])',
        'pip._internal.main(["install", name])',
    ],
)
def test_code_that_installs(tmp_path, text):
    assert found(tmp_path, "bot/plugins.py", f"\n{text}\n") == "bot/plugins.py:2"


@pytest.mark.parametrize(
    "text",
    [
        'raise RuntimeError("Install Pillow with: pip install Pillow")',
        '"""Run ``pip install x`` first."""',
        'print("pip", "uninstall")',
        'subprocess.run(["pip", "list"])',
    ],
)
def test_code_that_speaks_of_it(tmp_path, text):
    assert found(tmp_path, "bot/plugins.py", text) == ""


@pytest.mark.parametrize(
    "name", ["tests/test_x.py", "a/scripts/x.py", "setup.py", "noxfile.py", "install_deps.py", "notes.txt"]
)
def test_code_that_is_not_the_program(tmp_path, name):
    assert found(tmp_path, name, 'subprocess.run(["pip", "install", "x"])') == ""
