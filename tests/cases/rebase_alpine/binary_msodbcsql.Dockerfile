FROM python:3.11-slim
RUN curl https://packages.microsoft.com/config/msodbcsql18-installer -o /usr/bin/ms && chmod +x /usr/bin/ms
RUN pip install flask
