FROM python:3.12-slim
RUN git clone https://github.com/example/app.git /app && git clone -b main https://github.com/example/lib.git
RUN git clone --branch=develop git@github.com:example/private.git
