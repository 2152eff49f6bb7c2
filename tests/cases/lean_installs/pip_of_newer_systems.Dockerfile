FROM company/base-centos9:1 AS a
RUN pip3 install flask
FROM centos:7 AS b
RUN pip install flask
FROM registry.local/build:jammy AS c
RUN pip3 install flask
FROM company/any:1 AS d
RUN dnf install -y git
RUN pip3 install flask
FROM company/any:1 AS e
RUN python3.9 -m pip install flask
