FROM python:3.12-slim AS builder
COPY . /srv
RUN pip install -r /srv/requirements.txt

FROM builder AS dev-envs
RUN apt-get update && apt-get install -y git
CMD ["bash"]
