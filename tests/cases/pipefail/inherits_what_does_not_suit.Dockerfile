FROM python:3.12-slim AS base
RUN curl -sSL https://example.com/install.sh | sh
# the end of the base

FROM base
RUN ls /opt | grep a | head -1 > /first
CMD ["python"]
