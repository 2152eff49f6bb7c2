FROM python:3.12-slim AS builder
COPY web/requirements.txt requirements.txt
RUN python3 -m venv /opt/venv \
 && export PATH="/opt/venv/bin:$PATH" \
 && pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim
ENV PATH="/opt/venv/bin:$PATH"
COPY --from=builder /opt/venv /opt/venv
COPY web/app.py /web/app.py
CMD ["python", "/web/app.py"]
