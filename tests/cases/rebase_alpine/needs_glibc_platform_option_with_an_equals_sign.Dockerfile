FROM python:3.12-slim
RUN pip install --platform=manylinux2014_x86_64 --only-binary=:all: --target=/deps flask
