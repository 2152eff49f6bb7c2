FROM condaforge/miniforge3 AS made-here
RUN . /opt/conda/bin/activate && conda create -y -n app python=3.10 && conda activate app && \
    pip install --upgrade pip && pip install flask
RUN . /opt/conda/bin/activate && conda activate app && pip uninstall -y flask
FROM condaforge/miniforge3 AS without-pip
RUN conda create -y -n app python=3.13 && conda activate app && pip install flask
FROM condaforge/miniforge3 AS made-elsewhere
COPY environment.yml .
RUN conda env create -n app -f environment.yml && conda activate app && pip install flask
FROM condaforge/miniforge3 AS variable
RUN conda create -y -n $NAME python=3.10 && conda activate $NAME && pip install flask
FROM ubuntu:24.04 AS another-user
RUN conda create -y -n app python=3.10
USER app
RUN conda activate app && pip install flask
FROM condaforge/miniforge3 AS left-again
RUN conda create -y -n app python=3.10 && conda activate app && conda deactivate && pip install flask
