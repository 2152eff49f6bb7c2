FROM python:3.12-slim-trixie AS build
# gcc compiles the C parts
RUN apt-get update \
    && apt-get install -y \
        # for psycopg2
        libpq-dev \
        gcc \
    && rm -rf /var/lib/apt/lists/*
RUN pip wheel --wheel-dir /wheels psycopg2

FROM python:3.12-slim-trixie
# wheels from the index of the company: git+ssh
RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
COPY --from=build /wheels /wheels
RUN pip install /wheels/*
