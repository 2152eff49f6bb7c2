FROM python:3.12-slim
RUN wget https://example.com/a.zip && wget -O b.zip "$URL"
