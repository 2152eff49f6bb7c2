FROM node:22
WORKDIR /web
COPY web .
RUN npm ci && npm run build

FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM golang:1.23
WORKDIR /src
COPY tool .
RUN go build -o /requirements.txt

FROM python:3.12-slim AS more
RUN --mount=type=bind,from=2,source=/requirements.txt,target=/tmp/go.txt pip install --prefix=/more -r /tmp/go.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=1 /root/.local /root/.local
COPY --from=3 /more /usr/local
COPY --from=0 /web/dist static
COPY . .
CMD ["python", "app.py"]
