FROM alpine:3.18
RUN apk update && apk add python3 py3-pip
RUN apk add git
RUN pip3 install flask==3.0.0
CMD ["python3", "-m", "flask", "run"]
