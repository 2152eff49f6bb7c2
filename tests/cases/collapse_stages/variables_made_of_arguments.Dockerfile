FROM python:3.12-slim AS builder
ARG TARGETARCH
ARG BACKEND=cpu
ENV TORCH_BACKEND=${BACKEND} ARCH=$TARGETARCH
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /venv /venv
COPY . .
CMD ["/venv/bin/python", "app.py"]
