FROM python:3.12-slim AS builder
WORKDIR /install
COPY . .
RUN pip install --prefix=/install -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /install /usr/local
CMD ["python", "/usr/local/app.py"]
