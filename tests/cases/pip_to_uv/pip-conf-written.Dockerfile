FROM python:3.12-slim AS newline-in-dash
RUN echo "[global]\nextra-index-url=https://a.example.org/simple" > /etc/pip.conf
RUN pip install flask
FROM python:3.12-alpine AS newline-in-ash
RUN echo "[global]\nextra-index-url=https://a.example.org/simple" > /etc/pip.conf
RUN pip install flask
FROM python:3.12-slim AS newline-in-bash
SHELL ["/bin/bash", "-c"]
RUN echo -e "[global]\nindex-url=https://a.example.org/simple" > /etc/pip.conf && pip install flask
FROM python:3.12-slim AS line-by-line
RUN mkdir -p ~/.pip \
    && echo "[global]" > ~/.pip/pip.conf \
    && echo "index-url = https://a.example.org/simple" >> ~/.pip/pip.conf \
    && pip install flask
FROM python:3.12-slim AS printed
RUN printf '[global]\nindex-url=https://a.example.org/simple\n' > /etc/pip.conf
RUN pip install flask
FROM python:3.12-slim AS variable
ARG TOKEN
RUN echo "[global]\nindex-url=https://$TOKEN@a.example.org/simple" > /etc/pip.conf && pip install flask
FROM python:3.12-slim AS elsewhere
RUN echo "[global]" > /usr/local/pip.conf && pip install flask
FROM python:3.12-slim AS edited
RUN sed -i s/a/b/ /etc/pip.conf && pip install flask
FROM python:3.12-slim
RUN cat <<EOF > /etc/pip.conf
[global]
index-url=https://a.example.org/simple
EOF
RUN pip install flask
