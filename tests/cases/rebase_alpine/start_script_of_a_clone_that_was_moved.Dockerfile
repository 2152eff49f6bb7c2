FROM python:3.12
RUN cd /tmp && git -c advice.detachedHead=false \
      clone -b v1 https://github.com/acme/service \
    && mv service /srv/
CMD sh /srv/service/start.sh
