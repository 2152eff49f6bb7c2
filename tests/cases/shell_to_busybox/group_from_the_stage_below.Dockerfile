FROM python:3.12-slim AS base
RUN groupadd -g 1234 app
FROM base
RUN useradd -g 1234 -m app
COPY app.py .
CMD ["python", "app.py"]
