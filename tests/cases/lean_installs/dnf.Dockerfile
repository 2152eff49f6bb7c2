FROM rockylinux:9 AS a
RUN dnf install -y git
RUN dnf -y install python3-pip \
    && python3 -m pip install flask
FROM centos:7 AS b
RUN yum update -y && yum install -y git
FROM company/minimal:1 AS c
RUN microdnf install -y python3; true
