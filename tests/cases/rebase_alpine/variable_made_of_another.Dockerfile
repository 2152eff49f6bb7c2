ARG VERSION=3.9
ARG IMAGE=python:${VERSION}-slim
FROM --platform=$BUILDPLATFORM ${IMAGE}
RUN pip install flask
