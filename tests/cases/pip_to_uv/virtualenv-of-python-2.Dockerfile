FROM ubuntu:14.04 AS by-its-release
RUN apt-get update && apt-get install -y python3 python3-virtualenv && virtualenv /opt/venv
RUN /opt/venv/bin/pip install flask
RUN . /opt/venv/bin/activate && pip install flask
FROM ubuntu:18.04 AS by-its-package
RUN apt-get update && apt-get install -y python3 python-virtualenv && virtualenv /opt/venv && virtualenv -p python3 /opt/third
ENV PATH=/opt/venv/bin:$PATH
RUN pip install flask
RUN /opt/third/bin/pip install flask
FROM ubuntu:24.04 AS of-today
RUN apt-get update && apt-get install -y python3-virtualenv && virtualenv /opt/venv
RUN /opt/venv/bin/pip install flask
