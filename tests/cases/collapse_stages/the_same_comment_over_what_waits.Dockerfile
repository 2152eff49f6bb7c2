FROM python:3.12-slim AS build

# dependencies
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev

# dependencies
COPY requirements.txt .

# dependencies
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
COPY . .
CMD ["python", "app.py"]
