FROM python:3.12-slim as BASE
ENV LANG=C.UTF-8
FROM base AS Deps
RUN python -m venv /env && /env/bin/pip install -U pip
COPY requirements.txt .
RUN /env/bin/pip install -r requirements.txt
FROM Base
COPY --from=DEPS /env /env
COPY app /app
ENTRYPOINT ["/env/bin/python", "/app/main.py"]
