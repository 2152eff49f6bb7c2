FROM alpine:3.18
RUN apk add --no-cache bash python3 py3-pip && pip3 install awscli==1.32.0
CMD ["/bin/bash"]
