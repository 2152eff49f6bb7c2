FROM python:3.12-slim
RUN apt-get update -y

# what the service loads
RUN apt-get install -y libpq5

# what it is built with
RUN apt-get install -y gcc
# a layer of its own
RUN apt-get update

RUN apt-get install -y git
RUN apt-get -qq update

RUN pip install flask
