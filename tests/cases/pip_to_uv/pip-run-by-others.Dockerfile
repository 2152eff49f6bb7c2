FROM python:3.12-slim
RUN conda run -n work pip install flask
RUN poetry run pip install flask
RUN find . -name "*.whl" -exec pip install {} +
RUN conda activate work && pip install flask
RUN which pip && ln -s pip3 /usr/local/bin/mypip
