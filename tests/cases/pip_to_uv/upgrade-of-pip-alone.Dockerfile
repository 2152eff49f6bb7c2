FROM python:3.12
# Upgrade pip
RUN pip install --upgrade pip
COPY . /app
CMD ["sh", "-c", "/app/start"]
