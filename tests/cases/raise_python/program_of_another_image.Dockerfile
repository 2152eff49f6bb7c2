FROM golang:1.22-alpine AS tool
RUN go build -o /go/bin/tool example.com/tool@v1
FROM python:3.8-alpine
COPY --from=tool /go/bin/tool /usr/local/bin/tool
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/uv
CMD ["tool"]
