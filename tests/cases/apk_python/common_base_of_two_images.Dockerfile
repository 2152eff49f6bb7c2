FROM alpine:3.18 AS base
RUN apk add --no-cache python3 py3-pip
RUN pip3 install flask==3.0.0

FROM base AS proxy
RUN apk add --no-cache nginx
CMD ["nginx", "-g", "daemon off;"]

FROM base AS app
COPY app.py /app/
CMD ["python3", "/app/app.py"]
