FROM python:3.12-alpine
RUN mkdir /a
RUN rm /b || true
ENV A=1
RUN mkdir /a
RUN rm /b; mkdir /c
ENV A=2
RUN mkdir /a
RUN if true; then mkdir /b; fi
