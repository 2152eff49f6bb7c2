FROM python:3.12-alpine
RUN mkdir /a
# hadolint ignore=DL3059
RUN mkdir /b
ENV A=1
# a layer of its own: it changes often
RUN mkdir /a
RUN mkdir /b
ENV A=2
RUN mkdir /a
# RUN mkdir /old
RUN mkdir /b
