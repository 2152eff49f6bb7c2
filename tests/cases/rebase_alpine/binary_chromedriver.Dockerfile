FROM python:3.11-slim
ADD https://storage.googleapis.com/chrome-for-testing-public/120.0/linux64/chromedriver-linux64.zip /tmp/
RUN pip install selenium
