FROM alpine:3.2 AS of-3-4
RUN apk add --no-cache python3 && pip3 install flask
FROM alpine:3.5 AS of-3-5
RUN apk add --no-cache python3 && pip3 install flask
FROM alpine:3.8 AS of-3-6
RUN apk add --no-cache python3 && pip3 install flask
FROM alpine:latest AS newest
RUN apk add --no-cache py3-pip && pip3 install flask
