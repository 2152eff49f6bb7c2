FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

FROM python:3.12-slim
RUN useradd --uid 1000 app
USER app
# the user's own
WORKDIR /app
COPY --from=build /install /usr/local
COPY --chown=app . .
CMD ["python", "main.py"]
