FROM python:3.12
RUN python -m venv /opt/venv && /opt/venv/bin/pip install gunicorn
RUN curl -sSL https://github.com/acme/service/archive/main.tar.gz | tar xz -C /srv
HEALTHCHECK CMD ["/opt/venv/bin/gunicorn", "--version"]
ADD https://github.com/krallin/tini/releases/download/v0.19.0/tini-static /tini-static
ENTRYPOINT ["/tini-static", "--"]
CMD ["/srv/service-main/bin/serve"]
