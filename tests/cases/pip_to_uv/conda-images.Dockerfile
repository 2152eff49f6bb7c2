FROM continuumio/miniconda3:24.1.2-0 AS base-environment
RUN conda install -y gdal && pip install --upgrade pip && pip install --no-cache-dir --upgrade flask
FROM condaforge/miniforge3 AS login-shell
SHELL ["/bin/bash", "--login", "-c"]
RUN pip install flask
FROM condaforge/miniforge3 AS shell-with-a-start-file
ENV BASH_ENV=/root/.bashrc
RUN pip install flask
FROM continuumio/anaconda3 AS another-environment
RUN conda create -y -n app python=3.12
RUN bash -lc "pip install flask"
RUN /opt/conda/envs/app/bin/pip install flask
ENV PATH=/opt/conda/envs/app/bin:$PATH
RUN pip install django
FROM continuumio/miniconda AS python-2
RUN pip install flask
FROM mambaorg/micromamba
RUN pip install flask
