FROM python:3.12-slim AS requirements-stage
WORKDIR /tmp
RUN pip install poetry
COPY ./pyproject.toml ./poetry.lock* /tmp/
RUN poetry export -f requirements.txt --output requirements.txt --without-hashes

FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc
RUN python -m venv /venv
COPY --from=0 /tmp/requirements.txt /code/requirements.txt
RUN /venv/bin/pip install --no-cache-dir -r /code/requirements.txt

FROM python:3.12-slim
WORKDIR /code
COPY --from=1 /venv /venv
COPY ./app /code/app
CMD ["/venv/bin/fastapi", "run", "app/main.py"]
