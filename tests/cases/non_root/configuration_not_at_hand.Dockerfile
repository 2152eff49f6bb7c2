FROM python:3.12-alpine
WORKDIR /app
COPY . .
RUN pip install uwsgi
EXPOSE 5000
CMD ["uwsgi", "--ini", "uwsgi.ini"]
