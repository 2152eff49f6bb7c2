FROM node:24
WORKDIR /app
RUN cd web && npm ci
COPY . .
