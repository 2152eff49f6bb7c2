FROM python:3.12-alpine
COPY . /app
WORKDIR /app
RUN pip install -r requirements.txt
CMD ["gunicorn", "-b", ":8000", "app:app"]
