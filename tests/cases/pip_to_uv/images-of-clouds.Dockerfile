FROM public.ecr.aws/lambda/python:3.11 AS lambda
RUN pip install flask
FROM mcr.microsoft.com/azure-functions/python:4-python3.11 AS azure
RUN pip install flask
FROM mcr.microsoft.com/devcontainers/python:1-3.11-bookworm AS devcontainer
RUN pip3 --disable-pip-version-check install flask
FROM bitnami/python:3.11 AS bitnami
RUN pip install flask
FROM mcr.microsoft.com/playwright/python:v1.40.0-jammy AS playwright
RUN pip install flask
FROM mcr.microsoft.com/playwright/python:v1.20.0-focal AS old-playwright
RUN pip install flask
FROM pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime AS torch
RUN pip install flask
