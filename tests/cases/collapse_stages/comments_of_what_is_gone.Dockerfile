# Stage 1: dependencies
FROM python:3.12-slim AS deps
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends gcc \
    # for uwsgi
    libpcre2-dev
# venv
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt .
# all of them
RUN pip install --no-cache-dir -r requirements.txt
# nothing below this line is shipped
RUN pip list
FROM python:3.12-slim
COPY --from=deps /venv /venv
ENV PATH=/venv/bin:$PATH
COPY . /app
CMD ["uwsgi", "/app/uwsgi.ini"]
