FROM python:3.12-slim
RUN if [ -n "$NEW" ]; then pip install -U pip; fi
RUN pip install flask
