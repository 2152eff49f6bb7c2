FROM python:3.12-slim
RUN arch="$(dpkg --print-architecture)" && echo "$arch"
