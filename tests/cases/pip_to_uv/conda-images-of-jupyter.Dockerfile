FROM quay.io/jupyter/scipy-notebook:2024-05-27
RUN pip install --no-cache-dir altair && fix-permissions "${CONDA_DIR}"
USER root
RUN apt-get update && apt-get install -y graphviz && pip install graphviz
USER ${NB_UID}
RUN pip install --upgrade lonely
USER somebody
RUN pip install other
FROM jupyter/jupyterhub-onbuild
RUN pip install flask
