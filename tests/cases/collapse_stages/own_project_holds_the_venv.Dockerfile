FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /src/venv && /src/venv/bin/pip install --no-cache-dir /src

FROM python:3.12-slim
COPY --from=build /src/venv /src/venv
CMD ["/src/venv/bin/shop"]
