FROM python:3.12-slim AS build
RUN python -m venv /venv
COPY requirements.txt /tmp/requirements.txt
RUN /venv/bin/pip install -r /tmp/requirements.txt

FROM python:3.12-slim
COPY --from=build /venv /venv
ARG WHERE
WORKDIR $WHERE
COPY . .
