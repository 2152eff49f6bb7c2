FROM alpine:latest
RUN apk add --no-cache py3-pip
RUN pip3 install flask==3.0.0
ENTRYPOINT ["python3"]
CMD ["hello-world.py"]
