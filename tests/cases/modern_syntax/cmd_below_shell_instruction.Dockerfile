FROM python:3.12-slim
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
HEALTHCHECK CMD python -m app.check
CMD python -m app --port $PORT
