FROM alpine:3.8
RUN apk add --no-cache python py-pip python3
RUN pip install flask==1.0
CMD ["python", "app.py"]
