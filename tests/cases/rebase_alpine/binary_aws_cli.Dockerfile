FROM python:3.11-slim
RUN curl "https://awscli.amazonaws.com/awscli-exe-linux-x86_64.zip" -o a.zip && unzip a.zip && ./aws/install
RUN pip install flask
