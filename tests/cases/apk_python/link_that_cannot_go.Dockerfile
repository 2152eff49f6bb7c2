FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip; ln -sv python3 /usr/bin/python | tee /links
RUN pip3 install flask==3.0.0
CMD ["python3", "app.py"]
