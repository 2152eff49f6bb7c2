FROM alpine:3.18
ARG PACKAGES="python3 py3-pip"
RUN apk add --no-cache python3 $PACKAGES
RUN pip3 install flask==3.0.0
CMD ["python3", "app.py"]
