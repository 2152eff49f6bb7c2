FROM python:3.11-slim
RUN npm install -g n && n lts
RUN pip install flask
