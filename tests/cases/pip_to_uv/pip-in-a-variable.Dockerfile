FROM python:3.12-slim
ARG PIP="pip install --no-cache-dir"
ENV INSTALLER="pip install"
RUN $PIP flask
RUN $INSTALLER flask
RUN ${MY_PIP} install flask
RUN eval "pip install flask"
