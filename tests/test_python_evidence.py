"""Sources that keep the old Python are found however a COPY names them."""

import pytest

from tests.cases import migrate

FILES = {"deps/prod.txt": "flask==3.0.0\n", "src/main.py": "import imp\n", "doc/x.txt": "import imp\n"}


def rules(folder, copy):
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    path = folder / "Dockerfile"
    start = "FROM python:3.11-slim\nCOPY deps/prod.txt r.txt\nRUN pip install -r r.txt\n"
    path.write_text(f'{start}{copy}\nCMD ["python", "main.py"]\n')
    return {each.finding.rule.id for each in migrate(path, "rebase-alpine").outcomes}


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param("COPY src ./", id="a folder"),
        pytest.param("COPY src/main.py ./", id="a file"),
        pytest.param("COPY src/*.py ./", id="a pattern for files"),
        pytest.param("COPY s* ./", id="a pattern for a folder"),
        pytest.param("COPY * ./", id="a pattern for everything"),
        pytest.param("ARG MAIN=src/main.py\nCOPY ${MAIN} ./", id="a variable"),
    ],
)
def test_a_source_with_a_removed_module_keeps_the_old_python(copy, tmp_path):
    found = rules(tmp_path, copy)

    assert "DFM203" in found
    assert "DFM202" not in found


@pytest.mark.parametrize("copy", ["COPY d* ./", "COPY src/*.txt ./", "COPY --from=python:3.11 src/*.py ./"])
def test_what_a_pattern_does_not_bring_keeps_nothing(copy, tmp_path):
    assert "DFM203" not in rules(tmp_path, copy)


@pytest.mark.parametrize("python", ["3.8", "3.9"])
def test_a_requirement_keeps_the_pythons_that_compile_it(python, tmp_path):
    (tmp_path / "r.txt").write_text("backports.zoneinfo==0.2.1\n")
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM python:{python}-slim\nCOPY r.txt .\nRUN pip install -r r.txt\n")
    result = migrate(path, "alpine")

    said = {getattr(each.finding, "message", "") for each in result.outcomes}
    assert f"Python {python} stays: r.txt:1 backports-zoneinfo==0.2.1 does not work on Python 3.10" in said
    assert f"FROM python:{python}-alpine" in result.after.text


@pytest.mark.parametrize(("other", "keeps"), [("langchain==0.1.16", True), ("flask==3.0.0", False)])
def test_what_fails_beside_another_project_alone_keeps_the_old_python(other, keeps, tmp_path):
    (tmp_path / "r.txt").write_text(f"pydantic==2.7.0\n{other}\n")
    path = tmp_path / "Dockerfile"
    path.write_text("FROM python:3.11-slim\nCOPY r.txt .\nRUN pip install -r r.txt\n")

    said = {getattr(each.finding, "message", "") for each in migrate(path, "alpine").outcomes}

    why = "r.txt:1 pydantic==2.7.0 does not work on Python 3.12 beside langchain (2.7.4 is the first)"
    assert (f"Python 3.11 stays: {why}" in said) is keeps
