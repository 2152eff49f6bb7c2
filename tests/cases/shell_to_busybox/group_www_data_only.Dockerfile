FROM python:3.12-slim
RUN chgrp -R www-data /srv && useradd -g www-data app
COPY --chown=1000:www-data . .
USER nobody
CMD ["python", "app.py"]
