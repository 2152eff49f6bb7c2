FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip zbar
RUN pip3 install pyzbar==0.1.9
CMD ["python3", "app.py"]
