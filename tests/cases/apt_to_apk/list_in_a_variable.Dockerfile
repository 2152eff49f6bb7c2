FROM python:3.12-slim
RUN buildDeps='gcc libpq-dev' && apt-get update && apt-get install -y $buildDeps && apt-get purge -y $buildDeps
