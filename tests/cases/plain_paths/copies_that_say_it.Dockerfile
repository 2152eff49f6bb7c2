FROM python:3.12-slim
COPY a /a
COPY b $HOME/b
WORKDIR /app
COPY c .
