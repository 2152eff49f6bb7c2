FROM example/builder:latest AS wheels
WORKDIR /src
RUN pip wheel -w /wheels flask
FROM python:3.7-alpine
COPY --from=wheels /wheels/ /wheels/
RUN pip install --no-index /wheels/*.whl
CMD ["python"]
