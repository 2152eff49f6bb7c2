FROM python:3.12-alpine
RUN apk add --no-cache git && git clone --depth 1 https://github.com/example/shop.git /srv/shop
WORKDIR /srv/shop
RUN pip install -r requirements.txt
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop:app"]
