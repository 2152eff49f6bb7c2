FROM example/builder:latest AS wheels
RUN pip wheel -w /wheels flask
FROM python:3.7-alpine
COPY --from=wheels /wheels /wheels
RUN pip install --no-index --find-links /wheels flask
CMD ["python"]
