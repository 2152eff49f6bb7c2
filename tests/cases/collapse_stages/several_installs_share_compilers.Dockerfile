FROM python:3.10-slim as build
RUN apt-get update
RUN apt-get install -y --no-install-recommends \
build-essential gcc

WORKDIR /usr/app
RUN python -m venv /usr/app/venv
ENV PATH="/usr/app/venv/bin:$PATH"

COPY requirements.txt .
RUN pip install -r requirements.txt
# the server
RUN pip install gunicorn

FROM python:3.10-slim
RUN groupadd -g 999 web && useradd -r -u 999 -g web web
RUN mkdir /usr/app && chown web:web /usr/app
WORKDIR /usr/app

COPY --chown=web:web --from=build /usr/app/venv ./venv
COPY --chown=web:web . .

ENV PATH="/usr/app/venv/bin:$PATH"
USER web
CMD ["gunicorn", "manage:app"]
