FROM ubuntu:24.04 AS build
ENV CONDA_DIR=/conda
RUN apt-get update && apt-get install -y wget \
    && wget -nv https://repo.example.com/miniconda/Miniconda3-latest-Linux-x86_64.sh \
    && bash Miniconda3-latest-Linux-x86_64.sh -b -p $CONDA_DIR \
    && $CONDA_DIR/bin/pip install --no-cache-dir isoweek
FROM build
WORKDIR /work
CMD ["/conda/bin/jupyter"]
