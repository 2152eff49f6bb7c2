FROM python:3.12-slim
RUN useradd -u 1200 first && useradd second
RUN adduser --disabled-password third
USER third
RUN true
USER second
RUN true
USER first
RUN true
USER second
CMD ["gunicorn", "app:app"]
