FROM python:3.12-slim
RUN apt-get -qq -o Acquire::Retries=3 update
RUN apt-get -y -q install --no-install-recommends curl -o Dpkg::Options::="--force-confold" git --fix-missing
RUN DEBIAN_FRONTEND=noninteractive apt install -yqq jq
RUN aptitude install -y wget
