FROM python:3.12
RUN curl -sSL https://github.com/acme/service/archive/main.tar.gz | tar xz -C /srv && mv /srv/service-main /srv/service
ENTRYPOINT exec /srv/service/start.sh
