FROM python:3.12-slim
WORKDIR /app
COPY settings.sh app.py ./
RUN . ./settings.sh && pip install gunicorn
CMD ["gunicorn", "-b", ":8000", "app:app"]
