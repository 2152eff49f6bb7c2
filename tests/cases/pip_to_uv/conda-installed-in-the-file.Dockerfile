FROM ubuntu:22.04
ENV CONDA_DIR=/opt/conda
RUN wget -q https://repo.example.com/Miniforge3.sh -O /tmp/miniforge.sh && bash /tmp/miniforge.sh -b -p $CONDA_DIR
ENV PATH=$CONDA_DIR/bin:$PATH
RUN pip install flask
USER app
RUN pip install django
FROM ubuntu:22.04
RUN if [ -n "$GPU" ]; then bash miniconda.sh -b -p /opt/conda; fi
ENV PATH=/opt/conda/bin:$PATH
RUN pip install flask
