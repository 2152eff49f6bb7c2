FROM python:3.12-slim
RUN git clone https://user:secret@github.com/example/app.git /app
