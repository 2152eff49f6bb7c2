FROM python:3.12-slim
RUN pip install flask
FROM python:3.12-slim
COPY --from=0 /root/.cache /root/.cache
