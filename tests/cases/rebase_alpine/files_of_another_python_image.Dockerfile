FROM python:3.11-slim
COPY --from=python:3.11 /usr/local/lib/python3.11/lib-dynload /extra
RUN pip install flask
