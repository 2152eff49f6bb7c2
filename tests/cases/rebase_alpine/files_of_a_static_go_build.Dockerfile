FROM golang:1.22 AS tools
RUN CGO_ENABLED=0 go build -o /tool ./cmd/tool
FROM python:3.11-slim
COPY --from=tools /tool /usr/local/bin/tool
RUN pip install flask
