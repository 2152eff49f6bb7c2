FROM python:3.12-slim
RUN python3.12 -m pip install flask
RUN python3.11 -m pip install flask
