FROM golang:1.22 AS agent
COPY agent src/agent
RUN go build -o /agent src/agent
FROM public.ecr.aws/lambda/python:3.12 AS handler
COPY requirements.txt .
RUN pip install -r requirements.txt
FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11 AS web
WORKDIR service
COPY app app
FROM registry.access.redhat.com/ubi9/python-312
COPY --from=agent /agent .
COPY app app
CMD ["python", "app"]
