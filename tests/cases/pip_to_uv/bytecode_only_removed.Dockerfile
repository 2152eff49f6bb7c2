FROM python:3.12-slim
RUN pip install --no-cache-dir flask -t /asset && find /usr -name '*.pyc' -delete
# tests go, sources stay
RUN find /usr/local \( -name "test_*.py" -o -name "*.py[co]" \) -exec rm -f {} + && cp /etc/hosts /tmp/hosts
