# The onbuild images of Python set WORKDIR /usr/src/app, and copy the source there before anything here runs.
FROM python:3-onbuild

COPY extra extra
CMD ["python", "worker.py"]
