FROM python:3.12-slim
HEALTHCHECK CMD time curl --fail http://localhost:8000/
CMD time python app.py --port 8000
