FROM python:3.11-slim
RUN curl -fsSL https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh -o m.sh && sh m.sh -b
RUN conda install numpy
