FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip wheel --no-cache-dir -w /wheels -r requirements.txt
COPY . /srv
RUN rm -rf /srv/.git /srv/tests

FROM python:3.12-slim
RUN --mount=type=bind,from=builder,source=/wheels,target=/wheels pip install --no-cache-dir /wheels/*
COPY --from=builder /srv /srv
CMD ["python", "/srv/main.py"]
