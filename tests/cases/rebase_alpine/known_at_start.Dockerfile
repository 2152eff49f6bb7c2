FROM python:3.12-slim
RUN pip install efel
CMD pip install efel flask && exec flask run
