FROM python:3.12-slim
ARG SERVICE_VERSION=""
RUN if [ -n "$SERVICE_VERSION" ]; then \
        pip install --no-cache-dir "litestar[standard]==$SERVICE_VERSION"; \
    else \
        pip install --no-cache-dir "litestar[standard]"; \
    fi
CMD ["litestar", "run"]
