FROM node:22
EXPOSE 3000
CMD ["node", "server.js"]
