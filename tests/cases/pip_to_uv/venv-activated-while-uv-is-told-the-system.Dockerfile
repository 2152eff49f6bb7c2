FROM python:3.12-slim
ENV UV_SYSTEM_PYTHON=1
RUN python -m venv /venv && . /venv/bin/activate && pip install flask
ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH
RUN pip install django
