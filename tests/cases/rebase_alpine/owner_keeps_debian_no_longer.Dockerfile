# keep slim: building the wheels takes too long on alpine
# dfmigrate: ignore[DFM212] because there are wheels now
FROM python:3.12-slim
RUN pip install flask
