FROM python:3.12-slim
ARG COMMIT
RUN git clone https://github.com/example/app.git /app
WORKDIR /app
RUN git checkout ${COMMIT}
