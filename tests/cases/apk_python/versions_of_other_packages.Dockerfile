FROM alpine:3.18
RUN apk add --no-cache python3=3.11.8-r0 py3-pip=23.1.2-r0 curl=8.5.0-r0
RUN pip3 install flask==3.0.0
CMD ["python3", "app.py"]
