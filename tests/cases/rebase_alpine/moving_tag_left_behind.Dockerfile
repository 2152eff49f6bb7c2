FROM python:3-slim-buster AS named
RUN pip install requests

FROM python:buster
RUN pip install requests
