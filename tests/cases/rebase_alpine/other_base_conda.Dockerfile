FROM continuumio/miniconda3
RUN conda install -y flask && pip install gunicorn
