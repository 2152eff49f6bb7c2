# syntax=docker/dockerfile:1
FROM python:3.12-slim
RUN <<EOF
# why this
echo one
EOF

FROM python:3.12-slim
RUN pip install flask
