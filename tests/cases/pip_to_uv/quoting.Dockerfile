FROM python:3.12-slim
ARG FLASK=3.1.0
RUN pip install "flask==${FLASK}" 'uvicorn[standard]>=0.30' "requests >= 2, < 3"
