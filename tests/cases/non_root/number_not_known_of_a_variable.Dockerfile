FROM python:3.12-slim
ARG UID=1000
ARG NAME=app
RUN useradd -u $UID app
RUN useradd $NAME
USER app
CMD ["gunicorn", "app:app"]
