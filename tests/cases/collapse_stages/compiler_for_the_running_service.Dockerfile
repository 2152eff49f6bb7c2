FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y gcc
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
# torch.compile needs a compiler at run time
RUN apt-get update && apt-get install -y --no-install-recommends gcc g++ && rm -rf /var/lib/apt/lists/*
COPY --from=builder /opt/venv /opt/venv
CMD ["/opt/venv/bin/python"]
