FROM python:3.12-alpine
RUN cd /srv && git clone https://github.com/example/shop.git
WORKDIR /srv/shop
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop:app"]
