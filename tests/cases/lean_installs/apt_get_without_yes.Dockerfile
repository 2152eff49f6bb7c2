FROM python:3.12-slim
RUN apt-get install --no-install-recommends curl
RUN DEBIAN_FRONTEND=noninteractive apt-get --quiet install --no-install-recommends git \
    && pip install --no-cache-dir flask
RUN yes | apt-get install --no-install-recommends wget
RUN apt-get install -qq --no-install-recommends tar
RUN apt-get install --no-install-recommends --dry-run zip
RUN apt-get install --no-install-recommends less < /answers
RUN apt-get remove curl
