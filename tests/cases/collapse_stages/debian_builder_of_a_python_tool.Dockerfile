FROM debian:bookworm-slim AS builder
RUN apt-get update && apt-get install -y python3-pip && wget -q https://example.com/x.deb -O /x.deb

FROM debian:bookworm-slim
COPY --from=builder /x.deb /x.deb
RUN apt-get update && apt-get install -y /x.deb
