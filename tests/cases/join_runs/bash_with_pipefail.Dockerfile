FROM python:3.12-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN mkdir /a
RUN echo a | tee /a/b
