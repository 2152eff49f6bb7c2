FROM python:3.12-alpine
RUN wget -O- https://example.org/tool.tar.gz | tar -xz -C /opt
RUN apk add --no-cache git && git clone https://github.com/example/patterns.git /opt/patterns
WORKDIR /srv/shop
RUN wget https://example.org/driver.zip && unzip driver.zip
COPY . .
RUN pip install -r requirements.txt
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop:app"]
