FROM ubuntu:14.04
RUN pip install flask
FROM ubuntu:trusty
RUN pip install flask
