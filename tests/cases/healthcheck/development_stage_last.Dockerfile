FROM python:3.12-slim AS web
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
FROM web AS unit-tests
RUN pip install pytest
