FROM python:3.12-alpine
RUN apk add --no-cache --virtual .build-deps gcc musl-dev libffi-dev \
    && pip install --no-cache-dir flask \
    && apk del .build-deps
CMD ["python", "app.py"]
