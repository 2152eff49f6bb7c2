FROM python:3 AS packages
COPY requirements.txt .
RUN python -m venv /opt/venv \
 && . /opt/venv/bin/activate \
 && pip install --upgrade pip \
 && pip install -r requirements.txt

FROM python:3-slim
COPY --from=packages /opt/venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH" \
    VIRTUAL_ENV="/opt/venv"
WORKDIR /app
COPY app.py .
CMD ["uvicorn", "app:app"]
