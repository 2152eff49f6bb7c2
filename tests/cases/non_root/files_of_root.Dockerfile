FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN python manage.py migrate && touch app.log
RUN chmod 700 /app/secrets && ./prepare.sh
EXPOSE 8000
CMD ["python", "manage.py", "runserver", "0.0.0.0:8000"]
