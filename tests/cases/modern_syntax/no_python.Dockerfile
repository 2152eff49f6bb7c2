FROM node:22
MAINTAINER Ann <ann@example.com>
ENV NODE_ENV production
CMD node server.js
