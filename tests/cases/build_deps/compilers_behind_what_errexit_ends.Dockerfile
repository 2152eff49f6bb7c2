FROM python:3.12-slim AS strict
SHELL ["/bin/sh", "-ec"]
RUN if [ -n "$EXTRA" ]; then pip install uwsgi; pip check; fi
RUN pip install flask; pip install psycopg2 && pip check
RUN pip install flask; pip install mysqlclient && (pip check; pip list)

FROM python:3.12-slim AS plain
RUN (set -e; pip install uwsgi; pip check)
RUN cd /tmp; set -e; pip install psycopg2; pip check
RUN (pip install mysqlclient; pip check)
