FROM python:3.11-slim
ADD https://example.com/rds-ca.pem /etc/ssl/rds-ca.pem
RUN curl -fsSLo /data/words.json https://example.com/words.json
RUN pip install flask
