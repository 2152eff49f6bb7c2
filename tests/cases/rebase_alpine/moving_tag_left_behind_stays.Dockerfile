FROM python:slim-buster
RUN pip install numpy==1.24.3
