FROM alpine:3.18 AS builder
RUN apk add --no-cache python3 py3-pip
RUN python3 -m venv /venv && /venv/bin/pip install flask==3.0.0

FROM alpine:3.18
RUN apk add --no-cache python3
COPY --from=builder /venv /venv
CMD ["/venv/bin/python", "-m", "flask", "run"]
