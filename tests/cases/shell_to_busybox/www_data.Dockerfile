FROM python:3.12-slim
WORKDIR /app
# the server's files
COPY --chown=www-data:www-data . .
RUN chown -R www-data /data && chgrp www-data /srv
USER www-data
CMD ["python", "app.py"]
