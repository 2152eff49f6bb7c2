FROM python:3
ENV DEBIAN_FRONTEND noninteractive
ENV DEBIAN_PRIORITY critical
ENV DEBCONF_NOWARNINGS yes
RUN apt-get update -y && apt-get install -y curl
ENV APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE=1 LANG=C.UTF-8
