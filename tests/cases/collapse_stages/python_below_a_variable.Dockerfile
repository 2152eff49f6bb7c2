FROM ubuntu:24.04 AS build
ENV CONDA_DIR=/conda
RUN $CONDA_DIR/bin/pip install --no-cache-dir isoweek
FROM build
WORKDIR /work
CMD ["/conda/bin/jupyter"]
