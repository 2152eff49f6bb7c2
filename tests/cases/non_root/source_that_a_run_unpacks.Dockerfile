FROM python:3.12-alpine
WORKDIR /srv/shop
RUN wget -O- https://example.org/shop.tar.gz | tar -xz
RUN pip install gunicorn
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop:app"]
