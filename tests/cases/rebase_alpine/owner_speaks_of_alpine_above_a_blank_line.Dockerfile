# Notes on Alpine and Debian: see docs/images.md

FROM python:3.12-slim
RUN pip install flask
