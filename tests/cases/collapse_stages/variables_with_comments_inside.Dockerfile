FROM python:3.12-slim AS builder
# pip
ENV PIP_NO_CACHE_DIR=1 \
    # quiet
    PIP_QUIET=1
# what nobody needs
ENV OTHER=1 \
    # at all
    ONE=2
# where
WORKDIR /build
# env
RUN python -m venv /venv
RUN /venv/bin/pip install flask==3.0.0

FROM python:3.12-slim
COPY --from=builder /venv /venv
CMD ["/venv/bin/flask", "run"]
