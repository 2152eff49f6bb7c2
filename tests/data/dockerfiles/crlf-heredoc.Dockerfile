FROM python:3.11
RUN <<EOF
set -e
pip install flask
EOF
CMD python
