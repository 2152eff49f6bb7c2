FROM python:3.12-slim
ARG ENVIRONMENT=deployment
WORKDIR /code
COPY . .
RUN pip install --editable .[$ENVIRONMENT]
