FROM python:3.12-slim AS builder
WORKDIR /build
COPY requirements.txt ./
RUN pip install --prefix=/build/install -r requirements.txt
COPY app ./app

FROM python:3.12-slim
COPY --from=builder /build/install /usr/local
COPY --from=builder /build /build
WORKDIR /build
CMD ["python", "-m", "app"]
