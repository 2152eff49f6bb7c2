FROM python:3.12-slim AS variable
ONBUILD ENV PIP_INDEX_URL=https://a.example.org/simple
ONBUILD RUN pip install flask
FROM python:3.12-slim AS user
ONBUILD USER app
ONBUILD RUN pip install flask
FROM python:3.12-slim AS configuration
ONBUILD RUN pip config set global.index-url https://a.example.org/simple
ONBUILD RUN pip install flask
FROM python:3.12-slim AS harmless
ONBUILD ENV DEBUG=1
ONBUILD RUN pip install flask
