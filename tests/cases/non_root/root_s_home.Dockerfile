FROM python:3.12-slim AS builder
RUN pip install --user flask
FROM python:3.12-slim
ENV PATH=/root/.local/bin:$PATH
COPY --from=builder /root/.local /root/.local
WORKDIR /app
COPY . .
CMD ["flask", "run"]
