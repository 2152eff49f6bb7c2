ARG MAJOR=3
ARG MINOR=9
ARG DEBIAN=bookworm
FROM python:${MAJOR}.${MINOR}-slim-${DEBIAN}
RUN pip install flask
