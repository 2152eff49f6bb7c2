FROM alpine:3.24
RUN apk add --no-cache python3 py3-pip
RUN pip3 install --break-system-packages flask==3.0.0
CMD ["python3", "app.py"]
