FROM python:3.12-slim AS deps
WORKDIR /tmp
COPY requirements.txt .
RUN pip install --no-cache-dir --target /deps -r requirements.txt

FROM python:3.12-slim
COPY --from=deps --chown=1000:1000 /deps /opt/deps
ENV PYTHONPATH=/opt/deps
WORKDIR /tmp
COPY . .
CMD ["python", "run.py"]
