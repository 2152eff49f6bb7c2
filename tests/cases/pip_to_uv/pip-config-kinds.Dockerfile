FROM python:3.12-slim AS options
RUN pip config set global.timeout 150 && pip3 config --global set install.trusted-host a.example.org && pip install flask
FROM python:3.12-slim AS maybe
ARG CHINA
RUN if [ -n "$CHINA" ]; then pip config set global.index-url https://a.example.org/simple; fi && pip install flask
FROM python:3.12-slim AS variable
ARG INDEX
RUN pip config set global.index-url $INDEX
RUN pip install flask
FROM python:3.12-slim AS another-user
RUN pip config set global.index-url https://a.example.org/simple
USER app
RUN pip install --user flask
FROM python:3.12-slim AS for-all-users
RUN pip config --global set global.index-url https://a.example.org/simple
USER app
RUN pip install --user flask
FROM python:3.12-slim AS taken-back
RUN pip config set global.index-url https://a.example.org/simple
RUN pip config unset global.index-url && pip install flask
FROM python:3.12-slim AS other-command
RUN python -m pip config set list.format columns && pip install flask
FROM python:3.12-slim AS not-for-uv
RUN pip config set install.no-build-isolation false && pip install flask
FROM python:3.12-slim AS here
RUN pip config list && pip install flask
