FROM python:3.12-slim
RUN id app || useradd app
RUN if [ ! -d /home/app ]; then useradd -m app; fi
USER app
CMD ["gunicorn", "app:app"]
