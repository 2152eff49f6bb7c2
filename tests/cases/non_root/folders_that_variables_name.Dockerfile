FROM python:3.12-alpine
WORKDIR /app
COPY . .
COPY regions /usr/src/regions
RUN mkdir -p /var/shop/uploads
ENV UPLOAD_DIR=/var/shop/uploads \
    SHOP_LOG_FILE=/dev/stdout \
    CACHE_DIR=/tmp/shop \
    DATABASE_PATH=shop.db \
    DATABASE_URL=sqlite:///shop.db \
    REGION_DATA_PATH=/usr/src/regions/all.json \
    UV_CACHE_DIR=/opt/uv
EXPOSE 8000
CMD ["gunicorn", "-b", ":8000", "shop:app"]
