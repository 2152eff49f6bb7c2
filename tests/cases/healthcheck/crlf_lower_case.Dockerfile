from python:3.12-slim
# where it listens
expose 8000
# how it starts
cmd ["gunicorn", \
  # all addresses
  "-b", "0.0.0.0:8000", "app:app"]