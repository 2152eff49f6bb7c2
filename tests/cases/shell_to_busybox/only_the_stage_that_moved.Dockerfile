FROM python:3.12-alpine AS tools
RUN rm --recursive /x
FROM python:3.12-slim
RUN rm --recursive /x
COPY --from=tools /y /y
COPY app.py .
CMD ["python", "app.py"]
