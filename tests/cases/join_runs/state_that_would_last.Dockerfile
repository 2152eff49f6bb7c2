FROM python:3.12-alpine
RUN cd /tmp && mkdir a
RUN touch /b
RUN export A=1 && mkdir a
RUN touch /b
RUN A=1
RUN touch /b
RUN set -x && mkdir a
RUN touch /b
RUN . /env && mkdir a
RUN touch /b
RUN umask 77 && mkdir a
RUN touch /b
RUN sleep 9 &
RUN touch /b
RUN exec mkdir a
RUN touch /b
RUN usermod -d /x root
RUN touch /b
WORKDIR /
