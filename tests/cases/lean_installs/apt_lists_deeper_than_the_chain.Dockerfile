FROM python:3.12-slim
RUN \
	apt-get update && \
	apt-get install -y \
		libpq5 \
		libxml2 \
		libxslt1.1
COPY . /srv
CMD ["python3", "/srv/main.py"]
