FROM python:3.12-slim
ENV VIRTUAL_ENV=/opt/venv
RUN python3 -m venv $VIRTUAL_ENV && $VIRTUAL_ENV/bin/pip install flask
RUN pip install gunicorn
