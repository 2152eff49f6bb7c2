FROM python:3.12 AS build-python

RUN apt-get -y update \
  && apt-get install -y gettext libpq-dev \
  # Cleanup apt cache
  && apt-get clean \
  && rm -rf /var/lib/apt/lists/*

# Install Python dependencies
COPY requirements.txt /app/
WORKDIR /app
RUN pip install -r requirements.txt

### Final image
FROM python:3.12-slim

RUN groupadd -r shop && useradd -r -g shop shop
RUN mkdir -p /app/media && chown -R shop:shop /app/

COPY --from=build-python /usr/local/lib/python3.12/site-packages/ /usr/local/lib/python3.12/site-packages/
COPY --from=build-python /usr/local/bin/ /usr/local/bin/
COPY . /app
WORKDIR /app

ARG STATIC_URL
ENV STATIC_URL=${STATIC_URL:-/static/}
RUN SECRET_KEY=dummy python3 manage.py collectstatic --no-input
EXPOSE 8000
CMD ["gunicorn", "shop.wsgi"]
