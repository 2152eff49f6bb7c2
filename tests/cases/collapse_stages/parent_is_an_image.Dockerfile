FROM python:3.12-slim AS app
COPY . /srv
CMD ["python", "/srv/app.py"]

FROM app
ENTRYPOINT ["python", "/srv/worker.py"]
