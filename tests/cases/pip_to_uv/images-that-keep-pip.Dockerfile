FROM tensorflow/tensorflow:2.11.0 AS tensorflow
RUN apt-get update && pip install flask
FROM apache/airflow:2.8.0 AS airflow
RUN pip install flask
FROM nvcr.io/nvidia/pytorch:23.05-py3 AS nvidia
RUN pip install flask
FROM someone/service:1-focal AS old-debian
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM nvidia/cuda:11.8.0-base-ubuntu20.04 AS old-ubuntu
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM nvidia/cuda:11.8.0-base-ubi8 AS red-hat
RUN yum install -y python39-pip && pip3.9 install flask
FROM someone/python:3.9-slim-buster AS own-python
RUN apt-get update && pip install flask
