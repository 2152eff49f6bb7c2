FROM python:3.12-slim
RUN if [ "$ARCH" = cpu ]; then \
        EXTRA="--extra-index-url https://download.pytorch.org/whl/cpu"; \
    else \
        EXTRA=""; \
    fi && \
    pip install torch ${EXTRA}
RUN FLAGS="--user"; pip install $FLAGS flask
