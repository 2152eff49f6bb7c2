FROM python:3.12-slim
COPY setup.sh /tmp/
RUN /tmp/setup.sh
RUN useradd app
USER app
CMD ["gunicorn", "app:app"]
