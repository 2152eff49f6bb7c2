FROM node:22 AS build
COPY . /web
RUN npm ci

FROM nginx:1.27
COPY --from=build /web/dist /usr/share/nginx/html
