FROM python:3.12-slim
WORKDIR /app
ADD app.tar.gz .
ADD https://example.com/model.bin /opt/model.bin
CMD ["gunicorn", "-b", ":8000", "app:app"]
