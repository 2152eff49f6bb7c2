FROM python:3.9 AS wrapper
RUN bash -c 'source /usr/local/bin/virtualenvwrapper.sh && mkvirtualenv py2 -p python2' \
    && /root/.virtualenvs/py2/bin/pip install numpy

FROM python:3.9 AS brought
COPY venv3 /opt/venv3
RUN /opt/venv3/bin/pip install flask

FROM ubuntu:22.04 AS pypy3
RUN apt-get update && apt-get install -y pypy3 pypy3-venv
RUN pypy3 -m venv /opt/venv && /opt/venv/bin/pip install flask

FROM ubuntu:22.04
RUN apt-get update && apt-get install -y pypy python3-virtualenv
RUN virtualenv -p /usr/bin/pypy /srv/app
ENV VIRTUAL_ENV=/srv/app PATH=/srv/app/bin:$PATH
RUN pip install flask
