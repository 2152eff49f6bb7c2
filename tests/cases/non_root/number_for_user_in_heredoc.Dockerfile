FROM python:3.12-slim
RUN <<END
set -e
useradd -m app
chown app /srv
END
USER app
CMD ["gunicorn", "app:app"]
