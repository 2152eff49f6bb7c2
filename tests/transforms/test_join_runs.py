import dockerfile as buildkit
import pytest

from tests.cases import cases, migrate, show

NAME = "join-runs"


@pytest.mark.parametrize("path", cases("join_runs"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("join_runs"))
def test_it_is_done_at_once_and_reads(path):
    result = migrate(path, NAME)

    assert result.failure is None
    buildkit.parse_string(result.after.text)


def test_what_a_run_wrote_anew_is_joined_behind_a_blank_line(tmp_path):
    """It was not short before: several commands of apt became one of apk."""
    apt = "apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*"
    file = tmp_path / "Dockerfile"
    file.write_text(f"FROM python:3.12-slim\nRUN {apt}\n\nRUN mkdir /exports\n")

    result = migrate(file)

    assert "RUN apk add --no-cache libpq \\\n    && mkdir /exports\n" in result.after.text
