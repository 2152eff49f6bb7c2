FROM python:3.12-slim
RUN groupadd -g 1500 web
RUN adduser --disabled-password --gecos "" app && adduser app web
USER app:web
CMD ["gunicorn", "app:app"]
