FROM python:3.12-alpine
RUN pip install gunicorn
COPY . /app
EXPOSE 8000
VOLUME ["/data", "/app/logs"]
WORKDIR /app
CMD ["gunicorn", "-b", ":8000", "shop:app"]
