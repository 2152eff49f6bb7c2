FROM python:3.12-slim
USER app
ENV VIRTUAL_ENV=/home/app/venv PATH=/home/app/venv/bin:$PATH
RUN python -m venv $VIRTUAL_ENV
RUN --mount=type=cache,target=/home/app/.cache/pip,uid=1000,gid=1000 pip install flask
RUN pip install django
