"""What an old setuptools builds alone: pip with that of the image, uv not at all."""

import pytest

from tests.cases import migrate

INSTALL = "pip install flask==2.0"


@pytest.mark.parametrize(
    ("tag", "lines", "rule"),
    [
        ("3.8", ("feedparser",), ""),
        ("3.8", ("feedparser==6.0.10",), ""),
        ("3.9", ("feedparser==5.2.1",), ""),  # its setuptools has no 2to3 either: pip fails as well
        ("3.8", ("setuptools", INSTALL), ""),
        ("3.8", ("'setuptools>=57'", INSTALL), ""),
        ("3.8", ("'setuptools<59'", INSTALL), ""),
        ("3.8", ("setuptools==58.1.0", INSTALL), ""),
        ("3.8", ("setuptools-scm==5.0", INSTALL), ""),
        ("3.8", ("feedparser==5.2.1",), "DFM414"),
        ("3.8-slim", ("demjson",), "DFM414"),
        ("3.8", ("'setuptools<58'", INSTALL), "DFM410"),
        ("3.8", ("'setuptools <= 57.5'", INSTALL), "DFM410"),
        ("3.9", ("-U pip setuptools==57.5.0", INSTALL), "DFM410"),
    ],
)
def test_who_builds(tmp_path, tag, lines, rule):
    runs = "".join(f"RUN {one if 'pip' in one.split()[0] else f'pip install {one}'}\n" for one in lines)
    (tmp_path / "Dockerfile").write_text(f"FROM python:{tag}\n{runs}")

    result = migrate(tmp_path / "Dockerfile", "pip-to-uv")

    refused = {one.finding.rule.id for one in result.outcomes if one.status.name == "REFUSED"}
    assert refused == ({rule} if rule else set())
    assert result.after.text.rstrip().splitlines()[-1].startswith("RUN pip") is bool(rule)


@pytest.mark.parametrize(
    ("run", "stays"),
    [
        ("pip install setuptools", False),
        ('pip install "setuptools<80"', False),
        ("echo setuptools==57.5.0", False),
        ('pip install -U pip "setuptools<58"', True),
        ("pip install \\\n    # for 2to3\n    setuptools==57.5.0 wheel", True),
        ("pip install demjson", True),
        ("pip install requests==2.22.0", True),
        ("pip install celery==4.4.7", True),
        ("pip install poetry", False),
        ("pip install poetry==1.5.1", False),
        ("pip install 'poetry>=1.4'", False),
        ("pip install poetry-core==1.4.0", False),
        ("echo poetry==1.4.2", False),
        ("curl -sSL https://install.python-poetry.org | python3 -", False),
        ("curl -sSL https://install.python-poetry.org | python3 - --version 1.8.3", False),
        ("pip install poetry==1.4.2", True),
        ("pipx install 'poetry<1.2'", True),
        ('true\nENV POETRY=1.3.2\nRUN pip install -U pip && pip install "poetry==${POETRY}"', True),
        ("curl -sSL https://install.python-poetry.org | POETRY_VERSION=1.2.2 python3 -", True),
        ("curl -sSL https://install.python-poetry.org | python3 - --version 1.1.13", True),
        ("true\nENV POETRY_VERSION=1.4.0\nRUN curl https://install.python-poetry.org | python3 -", True),
        ("pip install pipenv==2022.1.8", True),
        ("pip install pipenv==2023.12.1", False),
        ("python -m pip install --no-cache-dir virtualenv==20.4.7", True),
        ("pip install pdm==2.1.5", True),
    ],
)
def test_which_python_it_takes(tmp_path, run, stays):
    (tmp_path / "Dockerfile").write_text(f"FROM python:3.8-slim\nRUN {run}\n")

    assert ("FROM python:3.8-alpine" in migrate(tmp_path / "Dockerfile").after.text) is stays
