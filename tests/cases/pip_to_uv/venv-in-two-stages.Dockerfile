FROM python:3.12-slim AS one
ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH
RUN python -m venv /venv
RUN pip install flask
FROM python:3.12-slim AS two
ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH
RUN python -m venv /venv
RUN pip install django
FROM python:3.12-slim AS three
ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH
RUN pip install quart
