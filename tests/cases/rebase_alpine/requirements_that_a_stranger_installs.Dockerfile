FROM python:3.12-slim AS script
COPY requirements.txt bin/peep.py /app/
RUN /app/peep.py install -r /app/requirements.txt
FROM python:3.12-slim AS of-python
COPY requirements.txt bin/peep.py /app/
RUN python3 /app/peep.py install --requirement /app/requirements.txt
FROM python:3.12-slim AS no-requirements-of-python
RUN pip install ansible && ansible-galaxy install -r requirements.yml
