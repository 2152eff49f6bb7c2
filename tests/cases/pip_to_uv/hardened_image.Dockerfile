FROM dhi.io/python:3.12-dev
WORKDIR /app
RUN pip install flask==3.1.0

FROM dhi.io/node:22-dev
RUN pip3 install --break-system-packages flask==3.1.0
