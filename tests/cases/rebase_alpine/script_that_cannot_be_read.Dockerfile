FROM python:3.12-slim
RUN echo "unterminated
