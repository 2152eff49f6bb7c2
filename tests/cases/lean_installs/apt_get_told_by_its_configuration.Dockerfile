FROM python:3.12-slim
RUN echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/yes
RUN apt-get install --no-install-recommends curl
