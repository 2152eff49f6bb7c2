FROM python:3.6-alpine
RUN export ASTROID=2.0.1 \
    # the linter of those days
    && python3 -m pip install --no-cache-dir -q -U "astroid==${ASTROID}"
CMD ["python"]
