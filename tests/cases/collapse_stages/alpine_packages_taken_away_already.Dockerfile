FROM python:3.12-alpine AS build
COPY requirements.txt .
RUN apk update && apk add --virtual .tools gcc musl-dev \
 && pip install --no-cache-dir --prefix=/install -r requirements.txt \
 && apk del .tools && rm -rf /var/cache/apk/*

FROM python:3.12-alpine
COPY --from=build /install /usr/local
COPY . /app
CMD ["python", "/app/main.py"]
