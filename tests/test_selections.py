"""A Dockerfile with something for most transforms comes out sound whichever of them runs: the short form of `fuzz.selections`."""

from click.testing import CliRunner

from fuzz.selections import main, settings
from migrator.registry import installed

TEXT = """\
FROM python:3.9-slim AS build
RUN apt-get update && apt-get install -y gcc libpq-dev
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.9-slim
RUN apt-get update && apt-get install -y curl && groupadd app && useradd -g app app
ENV PORT 8000
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
EXPOSE 8000
CMD /venv/bin/gunicorn app:app
"""


def test_each_transform_alone_and_all_without_it(tmp_path):
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / "requirements.txt").write_text("psycopg2==2.9.9\nuwsgi\ngunicorn==23.0.0\n")

    done = CliRunner().invoke(main, [str(tmp_path)])

    assert done.exit_code == 0, done.output
    tried = [line.partition(":")[0] for line in done.stderr.splitlines()]
    assert len(tried) == len(set(tried)) == len(tuple(settings(tuple(installed()))))
    assert any(" 1 changed" in line for line in done.stderr.splitlines())
