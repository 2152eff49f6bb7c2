FROM ubuntu:22.04
SHELL ["/bin/bash", "-c"]
RUN bash Miniconda3-latest-Linux-x86_64.sh -b -p /opt/conda \
    && /opt/conda/bin/conda create -n app -y python=3.9 && /opt/conda/bin/conda create -n old -y python=3.5
RUN source /opt/conda/bin/activate && pip install flask
RUN source /opt/conda/bin/activate app && pip install flask
RUN source /opt/conda/bin/activate old && pip install flask
RUN source /opt/conda/bin/activate unknown && pip install flask
RUN bash -c 'source /opt/conda/bin/activate app && for req in a b; do pip install $req; done'
RUN python3 -m venv /conda-tools && . /conda-tools/bin/activate && pip install flask
