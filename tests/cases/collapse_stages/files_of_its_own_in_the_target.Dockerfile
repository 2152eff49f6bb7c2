FROM python:3.12-slim AS builder
WORKDIR /deps
COPY requirements.txt config.ini ./
RUN pip install --target=/deps -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /deps /opt/app
ENV PYTHONPATH=/opt/app
COPY app.py /opt/app/
CMD ["python", "/opt/app/app.py"]
