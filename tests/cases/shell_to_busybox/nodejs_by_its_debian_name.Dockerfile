FROM python:3.12-slim
RUN apt-get update && apt-get install -y nodejs npm
RUN ln -s /usr/bin/nodejs /usr/bin/node
RUN npm install && ln -sf "$(which nodejs)" /usr/local/bin/node
RUN ln -s /usr/bin/nodejs /opt/node
ENV NODE_BINARY=/usr/bin/node
CMD ["python", "app.py"]
