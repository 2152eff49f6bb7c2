FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt
FROM python:3.12-slim AS prod
COPY --from=builder /root/.local /root/.local
COPY app /app
ENV PATH=/root/.local/bin:$PATH
CMD ["python", "/app/main.py"]
FROM prod AS debug
RUN pip install debugpy
CMD ["python", "-m", "debugpy", "--listen", "0.0.0.0:5678", "/app/main.py"]
