FROM registry.example.com/team/python-service:3
RUN pip install flask
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
