FROM company/python:1 AS base
RUN apt-get update \
    # what a build needs
    && apt-get install -y wget ; \
    mkdir /x
RUN pip install --no-cache-dir flask && pip install gunicorn
FROM base
RUN wget https://example.com/x.zip
FROM company/tools:1
RUN wget https://example.com/x.zip && pip install tox
