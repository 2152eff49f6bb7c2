FROM python:3.12-slim
COPY nginx.conf /etc/nginx/nginx.conf
COPY requirements.txt entrypoint.sh /
RUN useradd -u 1000 -m app && usermod -aG sudo app \
    && usermod --shell /bin/bash app && chmod g=u /etc/passwd && grep app /etc/passwd
USER root
RUN sed -i /^ping:/d /etc/group && addgroup --gid 999 web
USER app
CMD ["gunicorn", "app:app"]
