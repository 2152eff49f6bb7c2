FROM python:3.12-slim
RUN export LC_ALL=C.UTF-8 && pip install --upgrade pip
RUN export LC_ALL=C.UTF-8 && pip install flask
RUN export BUILT="$(date)" && pip install --upgrade pip
