FROM company/base-centos6:1 AS a
RUN pip install flask
FROM centos:6 AS b
RUN pip install flask
FROM registry.local/build:1c7 AS c
RUN pip install flask
FROM company/any:model8 AS d
RUN pip install flask
FROM ubuntu:14.04 AS e
RUN python3.5 -m pip install flask
