FROM alpine:3.18
RUN echo "https://dl-cdn.alpinelinux.org/alpine/edge/testing" >> /etc/apk/repositories
RUN apk add --no-cache python3 py3-pip hdf5@testing
RUN apk add --no-cache --repository https://dl-cdn.alpinelinux.org/alpine/edge/community lapack
RUN pip3 install flask==3.0.0
CMD ["python3", "app.py"]
