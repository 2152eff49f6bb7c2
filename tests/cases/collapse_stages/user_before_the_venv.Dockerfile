FROM python:3.12-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt
FROM python:3.12-slim
RUN useradd -m app
USER app
WORKDIR /home/app
COPY --from=builder /opt/venv /opt/venv
COPY . .
CMD ["/opt/venv/bin/python", "app/main.py"]
