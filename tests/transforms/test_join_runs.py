import pytest

from tests.cases import FOLDER, cases, migrate, show, sound

NAME = "join-runs"


@pytest.mark.parametrize("path", cases("join_runs"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("join_runs"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, NAME)


def test_a_second_run_finds_nothing_where_apt_becomes_apt_get():
    result = migrate(FOLDER / "join_runs/apt_beside_apt_get.Dockerfile", NAME, "lean-installs")

    assert result.failure is None
    assert result.after.text.count("RUN") == 2


def test_what_a_run_wrote_anew_is_joined_behind_a_blank_line(tmp_path):
    """It was not short before: several commands of apt became one of apk."""
    apt = "apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*"
    file = tmp_path / "Dockerfile"
    file.write_text(f"FROM python:3.12-slim\nRUN {apt}\n\nRUN mkdir /exports\n")

    result = migrate(file)

    assert "RUN apk add --no-cache libpq \\\n    && mkdir /exports\n" in result.after.text


APT = "apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_was_commented_out_comes_to_stand_before_what_a_run_wrote_anew(tmp_path, newline):
    crossed_out = "# RUN mkdir /a\n# USER 33\n\n"
    file = tmp_path / "Dockerfile"
    text = f"FROM python:3.12-slim\nRUN mkdir /exports\n\n{crossed_out}RUN {APT}\n"
    file.write_bytes(text.replace("\n", newline).encode())

    result = migrate(file)

    joined = f"\n{crossed_out}RUN mkdir /exports \\\n    && apk add --no-cache libpq\n".replace("\n", newline)
    assert result.failure is None
    assert result.after.text.endswith(joined)
    assert result.after.text.count("RUN") == 2


@pytest.mark.parametrize(
    "between",
    [
        "# RUN mkdir /a\n# in a layer of its own\n",
        "# RUN mkdir /a \\\n#    && mkdir /b\n",
        "# RUN mkdir /a\nRUN make\n",
        "# makes /exports\n\n",
    ],
    ids=["words", "a second line", "another RUN", "what it is for"],
)
def test_other_comments_keep_them_apart(tmp_path, between):
    file = tmp_path / "Dockerfile"
    file.write_text(f"FROM python:3.12-slim\nRUN mkdir /exports\n\n{between}RUN {APT}\n")

    result = migrate(file)

    assert "mkdir /exports \\" not in result.after.text
    assert between in result.after.text


def test_what_was_commented_out_keeps_apart_what_the_file_had(tmp_path):
    file = tmp_path / "Dockerfile"
    file.write_text(
        "FROM python:3.12-alpine\nRUN mkdir /exports\n# RUN mkdir /a\nRUN apk add --no-cache git\n"
    )

    assert not migrate(file, NAME).changed
