# syntax=docker/dockerfile:1

# the service

FROM  python:3.11-slim-bookworm   AS  app
# flask
RUN pip install flask
