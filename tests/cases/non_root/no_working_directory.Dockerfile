FROM python:3.12-slim
COPY . /srv
CMD ["gunicorn", "-b", ":8000", "--chdir", "/srv", "app:app"]
