FROM python:3.12-slim
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
RUN pip install --user flask
