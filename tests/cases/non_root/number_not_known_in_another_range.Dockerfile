FROM python:3.12-slim AS settings
RUN sed -i 's/^UID_MIN.*/UID_MIN 5000/' /etc/login.defs && useradd app
USER app
FROM python:3.12-slim AS option
RUN adduser --disabled-password --firstuid 2000 app
USER app
FROM python:3.12-slim AS number_of_a_group
RUN addgroup --gid 1000 app && adduser --disabled-password --gid 1000 app
USER app
FROM python:3.12-slim AS taken_group
RUN groupadd web && adduser --disabled-password app
USER app
FROM python:3.12-slim
RUN addgroup --system web && useradd -g web app
USER app:web
CMD ["gunicorn", "app:app"]
