FROM alpine:3.18
RUN apk add --no-cache nginx python3 py3-pip && pip3 install j2cli==0.3.10
CMD ["nginx", "-g", "daemon off;"]
