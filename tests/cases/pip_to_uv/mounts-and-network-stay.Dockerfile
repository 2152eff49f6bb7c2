FROM python:3.12-slim
RUN --mount=type=secret,id=netrc,target=/root/.netrc --network=host pip install --no-cache-dir private
