FROM python:3.12-slim
ENV VIRTUAL_ENV=/opt/venv PATH="/opt/venv/bin:$PATH"
RUN pip install virtualenv
RUN virtualenv $VIRTUAL_ENV
RUN pip install flask
