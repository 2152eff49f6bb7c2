FROM python:3.12-slim AS loop
RUN set -e; pip install psycopg2; for each in a b; do cd "/opt/$each" && make; done

FROM python:3.12-slim AS negated
RUN set -e; pip install psycopg2; ! pip check

FROM python:3.12-slim AS later
RUN set -e; pip install psycopg2; set +e; pip check

FROM python:3.12-slim AS here
RUN <<EOF
set -e
pip install psycopg2
cd /opt && pip check
EOF

FROM python:3.12-slim
RUN <<EOF
echo hi
set -e
pip install psycopg2
pip check
EOF
