FROM python:3.11
RUN apt-get update && apt-get install -y libgdal-dev && rm -rf /var/lib/apt/lists/*
CMD ["gunicorn", "-b", "0.0.0.0:8000", "maps:app"]
