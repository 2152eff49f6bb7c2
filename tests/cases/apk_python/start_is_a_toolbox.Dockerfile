FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip openssh-client && pip3 install ansible==9.0.0
ENTRYPOINT ["ansible-playbook"]
