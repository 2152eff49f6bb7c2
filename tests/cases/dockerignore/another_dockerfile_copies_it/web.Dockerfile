FROM nginx
COPY \
  node_modules/lib /usr/share/nginx/html
