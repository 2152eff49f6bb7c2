FROM alpine:3.5
RUN apk add --no-cache python3
RUN pip3 install flask==1.0
CMD ["python3", "app.py"]
