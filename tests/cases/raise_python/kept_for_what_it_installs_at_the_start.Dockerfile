FROM python:3.9-alpine
CMD pip install -U flask && flask run
