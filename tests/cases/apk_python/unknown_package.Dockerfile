FROM alpine:3.7
RUN apk add --no-cache python3 nodejs-npm
RUN pip3 install flask==3.0.0
CMD ["python3", "app.py"]
