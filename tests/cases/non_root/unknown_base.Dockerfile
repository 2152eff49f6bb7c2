FROM registry.example.com/team/python-base:3
RUN pip install flask
WORKDIR /app
CMD ["gunicorn", "-b", ":8000", "app:app"]
