FROM node:22
WORKDIR /app
CMD ["node", "server.js"]
