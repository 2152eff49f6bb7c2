FROM --platform=linux/amd64 public.ecr.aws/docker/library/alpine:3.18.4@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa AS app
RUN apk add --no-cache python3 py3-pip
RUN pip3 install flask==3.0.0
CMD ["python3", "app.py"]
