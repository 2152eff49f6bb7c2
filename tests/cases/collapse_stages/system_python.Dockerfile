FROM ubuntu:24.04 AS builder
RUN apt-get update && apt-get install -y python3-venv
RUN python3 -m venv /venv && /venv/bin/pip install flask

FROM ubuntu:24.04
RUN apt-get update && apt-get install -y python3
COPY --from=builder /venv /venv
CMD ["/venv/bin/python"]
