FROM python:3.12-slim AS base
# who to ask
MAINTAINER "Ann <ann@example.com>"
FROM base
CMD ["python", "-m", "app"]
