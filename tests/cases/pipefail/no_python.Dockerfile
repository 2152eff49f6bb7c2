FROM node:22
RUN curl -sSL https://example.com/install.sh | sh
CMD ["node", "."]
