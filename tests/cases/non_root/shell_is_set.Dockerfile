FROM python:3.12-slim
SHELL ["/bin/bash", "-lc"]
WORKDIR /app
COPY . .
CMD ["gunicorn", "-b", ":8000", "app:app"]
