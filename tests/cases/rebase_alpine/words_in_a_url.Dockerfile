FROM python:3.9-slim
RUN pip install flask && curl -o /etc/motd https://example.com/python3.9/motd.txt
