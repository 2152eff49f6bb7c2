ARG BASE
FROM ${BASE} AS given
RUN curl -sSL https://example.com/install.sh | sh
FROM registry.example.com/python:3.12
RUN curl -sSL https://example.com/install.sh | sh
RUN pip install flask
CMD ["python"]
