FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -e .

FROM python:3.12-slim
COPY --from=build /venv /venv
CMD ["/venv/bin/shop"]
