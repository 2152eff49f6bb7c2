FROM python:3.12-slim
RUN --mount=type=cache,target=/x \
    # why
    pip install -U pip setuptools \
    && pip install flask
RUN \
    # why not
    pip install -U pip setuptools \
    && pip install flask
ONBUILD RUN \
    # why not
    pip install flask
