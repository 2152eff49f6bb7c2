FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip wheel -w /w -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /w /w
RUN pip install --no-index --find-links=/w flask && rm -rf /w
CMD ["python", "-m", "flask", "run"]
