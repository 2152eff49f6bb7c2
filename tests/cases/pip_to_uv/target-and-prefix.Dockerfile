FROM python:3.12-slim
RUN pip install --target=/deps --no-cache-dir flask
RUN pip install --prefix /install -I -U flask
RUN pip install --root /image flask
