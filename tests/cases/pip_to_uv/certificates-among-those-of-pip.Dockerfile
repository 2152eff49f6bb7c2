FROM python:3.12-slim AS appended
COPY corp.pem /tmp/corp.pem
RUN cat /tmp/corp.pem >> /usr/local/lib/python3.12/site-packages/pip/_vendor/certifi/cacert.pem
RUN pip install flask

FROM python:3.12-slim AS asked-for
COPY corp.pem /tmp/corp.pem
RUN cat /tmp/corp.pem >> "$(python -m pip._vendor.certifi)" && pip install flask

FROM python:3.12-slim AS copied
COPY corp.pem /usr/local/lib/python3.12/site-packages/pip/_vendor/certifi/cacert.pem
RUN pip install flask

FROM python:3.12-slim AS of-the-program
COPY corp.pem /tmp/corp.pem
RUN pip install certifi && cat /tmp/corp.pem >> "$(python -m certifi)"
