FROM python:3.6-alpine
RUN ASTROID=2.0.1; uv pip install --system -U "astroid==$ASTROID"
CMD ["python"]
