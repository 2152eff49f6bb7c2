FROM python:3.12-slim AS base
SHELL ["/bin/bash", "-c"]
RUN echo ready

FROM base AS worker
RUN bash -c 'echo worker' && curl -fsS http://localhost/

FROM base
ENTRYPOINT ["bash", "-c", "exec python -m http.server"]
