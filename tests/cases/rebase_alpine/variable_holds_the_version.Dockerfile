ARG PYTHON_VERSION=3.11
FROM python:${PYTHON_VERSION}-slim AS build
RUN pip install --prefix=/install flask
FROM python:${PYTHON_VERSION}
COPY --from=build /install /usr/local
