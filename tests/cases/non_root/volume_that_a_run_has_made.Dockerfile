FROM python:3.12-alpine
COPY . /app
VOLUME /data
RUN mkdir /app/logs
WORKDIR /app
CMD ["gunicorn", "-b", ":8000", "shop:app"]
