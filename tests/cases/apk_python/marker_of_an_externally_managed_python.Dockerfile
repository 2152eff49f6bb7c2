FROM alpine:3.22
RUN apk add --no-cache python3 py3-pip \
 && rm /usr/lib/python3.*/EXTERNALLY-MANAGED
RUN mv /usr/lib/python3.12/EXTERNALLY-MANAGED /usr/lib/python3.12/EXTERNALLY-MANAGED.old
RUN pip install flask==3.0.0
CMD ["flask", "run"]
