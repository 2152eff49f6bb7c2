FROM python:3.11-slim
RUN curl -fsSL https://deb.nodesource.com/setup_18.x | bash -
RUN pip install flask
