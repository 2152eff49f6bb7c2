FROM python:3.7-alpine
RUN pip install flask==2.0.3 "werkzeug>=2,!=2.1.0" "jinja2>=3" gunicorn
CMD ["gunicorn", "app:app"]
