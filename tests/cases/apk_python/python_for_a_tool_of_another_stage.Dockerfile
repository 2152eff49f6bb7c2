FROM alpine:3.18 AS frontend
RUN apk add --no-cache nodejs npm python3 make g++
COPY web /web
RUN cd /web && npm ci && npm run build

FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip
RUN pip3 install flask==3.0.0
COPY --from=frontend /web/dist /srv/static
CMD ["python3", "-m", "flask", "run"]
