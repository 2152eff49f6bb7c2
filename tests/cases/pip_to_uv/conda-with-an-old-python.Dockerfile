FROM continuumio/miniconda3 AS base-environment
RUN pip install flask
RUN conda install -y "python<3.6" && pip install flask
RUN conda install -y python=3.9
RUN pip install flask && /opt/conda/bin/pip install flask

FROM continuumio/anaconda3:4.2.0 AS by-its-tag
RUN pip install flask

FROM continuumio/miniconda3:4.12.0 AS new-enough
RUN pip install flask

FROM continuumio/miniconda3 AS others
RUN conda create -y -n py2 python=2.7 && conda create -y --name new python=3.9 pip
RUN . /opt/conda/etc/profile.d/conda.sh && conda activate py2 && pip install flask
RUN . /opt/conda/etc/profile.d/conda.sh && conda activate new && pip install flask
RUN /opt/conda/envs/py2/bin/pip install flask && /opt/conda/envs/new/bin/pip install flask
RUN pip install flask

FROM ubuntu:22.04 AS installed
RUN wget -q https://repo.continuum.io/miniconda/Miniconda2-latest-Linux-x86_64.sh -O /tmp/conda.sh \
    && bash /tmp/conda.sh -b -p /opt/conda
ENV PATH=/opt/conda/bin:$PATH
RUN pip install flask

FROM ubuntu:22.04 AS installed-and-held
RUN wget -q https://repo.continuum.io/miniconda/Miniconda3-latest-Linux-x86_64.sh -O /tmp/conda.sh \
    && bash /tmp/conda.sh -b -p /opt/conda && /opt/conda/bin/conda install -y python=3.5
ENV PATH=/opt/conda/bin:$PATH
RUN pip install flask

FROM ubuntu:22.04 AS of-a-release
ADD https://repo.anaconda.com/miniconda/Miniconda3-py39_4.12.0-Linux-x86_64.sh /tmp/conda.sh
RUN bash /tmp/conda.sh -b -p /opt/conda
ENV PATH=/opt/conda/bin:$PATH
RUN pip install flask

FROM continuumio/miniconda3 AS beside-older-ones
RUN conda create -y --prefix=/opt/old python=2.7 && conda create -y -p /opt/older python=3.5
RUN pip install flask

FROM continuumio/miniconda3 AS beside-a-newer-one
RUN conda install -y --name=base python=3.5 && conda create -y -p /opt/env python=3.9
RUN pip install flask

FROM continuumio/miniconda3 AS in-a-folder-of-its-own
RUN conda create -y -p /srv/conda/app python=3.5 pip
RUN /srv/conda/app/bin/pip install flask
