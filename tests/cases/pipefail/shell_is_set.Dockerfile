FROM python:3.12-slim AS with
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl -s https://example.com/a | tar x
FROM with
RUN curl -s https://example.com/b | tar x
FROM python:3.12-slim
SHELL ["/bin/bash", "-c"]
RUN curl -s https://example.com/a | tar x
RUN curl -s https://example.com/b | tar x
SHELL ["pwsh", "-c"]
RUN dir | more
CMD ["python"]
