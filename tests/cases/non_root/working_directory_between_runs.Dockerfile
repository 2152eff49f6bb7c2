FROM python:3.12-alpine
WORKDIR /app
RUN pip install gunicorn
COPY . .
RUN python -m compileall -q .
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
