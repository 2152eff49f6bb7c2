FROM continuumio/miniconda3
RUN conda install -y gdal
RUN pip install flask
