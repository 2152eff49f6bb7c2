FROM python:3.12-slim
COPY . /app
RUN pip install -r /app/requirements-test.txt
RUN if [ -n "$CHECK" ]; then python -m pytest --cov=app /app; fi

FROM node:22
RUN npm run build && npm test

FROM python:3.12-slim
RUN test -d /app || make tests-of-nobody

FROM python:3.12-slim
COPY . /app
CMD ["python", "/app/main.py"]
