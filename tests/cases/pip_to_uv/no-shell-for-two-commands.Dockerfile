FROM python:3.12-slim
RUN pip install flask; pip install --report r.json django; echo done
