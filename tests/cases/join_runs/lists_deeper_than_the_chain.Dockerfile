FROM python:3.12-slim
RUN \
    apt-get install -y --no-install-recommends \
        libpq5 \
        libxml2 \
        libxslt1.1
RUN adduser --disabled-password --gecos '' shop
COPY . /srv
CMD ["python3", "/srv/main.py"]
