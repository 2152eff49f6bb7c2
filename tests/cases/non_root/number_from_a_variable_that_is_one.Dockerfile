FROM python:3.12-slim
ARG uid=1001
RUN useradd -u ${uid} app
USER ${uid}
CMD ["gunicorn", "app:app"]
