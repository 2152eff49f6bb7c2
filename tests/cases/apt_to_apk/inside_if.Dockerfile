FROM python:3.12-slim
ARG DEV
RUN if [ -n "$DEV" ]; then apt-get update && apt-get install -y git; fi
RUN if [ -n "$DEV" ]; then apt-get update; fi
RUN if [ -n "$DEV" ]; then \
        apt-get install -y vim; \
    else \
        apt-get install -y locales; \
    fi
