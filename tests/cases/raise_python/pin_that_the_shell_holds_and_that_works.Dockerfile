FROM python:3.6-alpine
RUN ASTROID=2.10.0; pip install --no-cache-dir -q -U "astroid==$ASTROID"
CMD ["python"]
