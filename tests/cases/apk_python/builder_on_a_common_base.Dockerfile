FROM alpine:3.18 AS base
RUN apk add --no-cache python3 py3-pip

FROM base AS build
RUN python3 -m venv /venv && /venv/bin/pip install flask==3.0.0

FROM base
COPY --from=build /venv /venv
COPY app.py /app/
CMD ["/venv/bin/python3", "/app/app.py"]
