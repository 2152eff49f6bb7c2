FROM python:3.12-slim AS build
WORKDIR /app
# uv installs
RUN pip install uv -U
COPY requirements /app/requirements
RUN uv pip install --system -r requirements/production.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=build /usr/local/lib/python3.12 /usr/local/lib/python3.12
COPY --from=build /usr/local/bin /usr/local/bin
COPY src /app/src
