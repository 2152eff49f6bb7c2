FROM python:3.12-slim
ARG SERVICE
WORKDIR /app
COPY services/${SERVICE}/requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY services/${SERVICE} .
CMD ["uvicorn", "main:app"]
