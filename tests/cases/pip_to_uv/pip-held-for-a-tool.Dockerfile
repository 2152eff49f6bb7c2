FROM python:3.7-slim AS for-pipenv
RUN pip install pip==18.0 pipenv
COPY Pipfile Pipfile.lock ./
RUN pipenv install --system --deploy

FROM python:3.12-slim AS for-a-script
COPY bin/peep.py bin/peep.py
RUN pip install pip==6.0.0 && \
    ./bin/peep.py install -r requirements.txt
