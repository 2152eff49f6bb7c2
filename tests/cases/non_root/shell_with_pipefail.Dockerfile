FROM python:3.12-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /app
COPY . .
CMD ["gunicorn", "-b", ":8000", "app:app"]
