FROM --platform=$BUILDPLATFORM node:22 AS assets
RUN npm ci
FROM python:3.12-slim
# the x86_64 wheels come from PyPI
COPY --from=assets /out /out
RUN pip install -r requirements.txt
