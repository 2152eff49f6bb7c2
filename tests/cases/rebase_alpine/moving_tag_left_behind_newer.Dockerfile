FROM python:3-slim-bullseye
RUN pip install requests
