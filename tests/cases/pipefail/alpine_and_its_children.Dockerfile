# syntax=docker/dockerfile:1
FROM python:3.12-alpine AS base
WORKDIR /app
RUN apk add --no-cache curl

# the installer checks its own sum
RUN curl -sSL https://install.python-poetry.org | POETRY_VERSION=1.8.3 python3 -
RUN echo -e 'a\tb' > /etc/motd

FROM base AS tools
RUN wget -qO- https://example.com/tool.tar.gz | tar -xz -C /usr/local/bin tool

FROM base
COPY --from=tools /usr/local/bin/tool /usr/local/bin/tool
COPY . .
CMD python -m app
