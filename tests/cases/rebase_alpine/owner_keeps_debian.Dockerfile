# stay on Debian: building the wheels takes too long on alpine
FROM python:3.11-slim
RUN pip install flask
