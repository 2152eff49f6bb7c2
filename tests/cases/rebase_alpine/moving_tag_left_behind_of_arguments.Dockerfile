ARG PYTHON=3
ARG DEBIAN=buster
FROM python:${PYTHON}-slim-${DEBIAN}
RUN pip install requests
