"""Requirements that no table knows: from version control, from URLs, from an index of one's own."""

import pytest

from migrator.engine import Status
from tests.cases import migrate

REFUSED = {
    "git": "git+https://example.com/us/package.git@v1",
    "git with a name": "package @ git+https://example.com/us/other.git",
    "git over ssh": "git+ssh://git@example.com/us/package.git",
    "an archive": "https://example.com/package-1.0.tar.gz",
    "another index": "--extra-index-url https://us:secret@example.com/simple\nour-package==1",
    "an index in the place of the public one": "--index-url https://example.com/simple\nour-package==1",
    "links on another machine": "--find-links https://example.com/wheels\nour-package==1",
}
PLAIN = {
    "the public index": "our-package==1",
    "a mirror of it": "-i https://pypi.tuna.tsinghua.edu.cn/simple\nour-package==1",
    "a known project from git": "flask @ git+https://example.com/us/flask.git",
    "known projects of another index": "--extra-index-url https://example.com/simple\nflask",
    "known projects and links on another machine": "-f https://example.com/wheels\nflask",
    "a wheel without native code": "https://example.com/package-1.0-py3-none-any.whl",
}


def moved(folder, requirements, body="RUN pip install -r requirements.txt"):
    (folder / "requirements.txt").write_text(requirements + "\n")
    path = folder / "Dockerfile"
    path.write_text(f"FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\n{body}\n")
    return migrate(path, "alpine")


@pytest.mark.parametrize("idea", REFUSED)
def test_refused(tmp_path, idea):
    result = moved(tmp_path, REFUSED[idea])
    (finding,) = (each.finding for each in result.outcomes if each.status is Status.REFUSED)

    assert finding.rule.id == "DFM210"
    assert "package" in finding.message
    assert "secret" not in finding.message
    assert "git@example" not in finding.message
    assert not result.changed


@pytest.mark.parametrize("idea", PLAIN)
def test_plain(tmp_path, idea):
    assert "FROM python:3.12-alpine" in moved(tmp_path, PLAIN[idea]).after.text


@pytest.mark.parametrize(
    "url", ["git+https://example.com/us/flask.git", "https://example.com/us/flask/archive/main.zip"]
)
def test_a_repository_can_bear_the_name_of_another_project(tmp_path, url):
    assert not moved(tmp_path, url).changed
    assert not moved(tmp_path, "flask", f"RUN pip install {url}").changed
    assert moved(tmp_path, "flask", f"RUN pip install 'flask @ {url}'").changed


def test_an_index_that_only_the_build_names(tmp_path):
    body = "ARG PIP_EXTRA_INDEX_URL\nRUN pip install -r requirements.txt"

    assert not moved(tmp_path, "our-package==1", body).changed
