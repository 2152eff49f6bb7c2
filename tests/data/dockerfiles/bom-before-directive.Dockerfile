# escape=`
FROM python:3.11
RUN a `
  && b
