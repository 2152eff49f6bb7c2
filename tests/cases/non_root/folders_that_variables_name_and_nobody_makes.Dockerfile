FROM python:3.12-alpine
WORKDIR /app
COPY . .
ENV BASE=/shop-data
ENV DATA_DIRECTORY=$BASE/orders \
    LOG_FILE="/var/log/shop/shop.log" \
    SHOP_DB=sqlite+aiosqlite:////var/shop/shop.db
EXPOSE 8000
CMD ["gunicorn", "-b", ":8000", "shop:app"]
