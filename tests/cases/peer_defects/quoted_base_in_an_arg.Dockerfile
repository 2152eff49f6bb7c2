ARG BASE="python:3.9-slim"
FROM ${BASE}
RUN pip install flask
CMD ["python", "app.py"]
