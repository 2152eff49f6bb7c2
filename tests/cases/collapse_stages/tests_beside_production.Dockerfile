FROM python:3.12-slim AS base
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY app ./app

FROM base AS test
RUN pip install pytest
RUN pytest

FROM base AS production
CMD ["python", "app/main.py"]
