FROM python:3.12-slim
EXPOSE 8000
CMD ["./bin/run.sh"]
WORKDIR /app
COPY . /app
