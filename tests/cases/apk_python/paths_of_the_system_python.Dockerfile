FROM alpine:3.18
ENV PYTHONPATH=/usr/lib/python3.11/site-packages:/app
RUN apk add --no-cache python3 py3-pip
RUN /usr/bin/pip3 install flask==3.0.0 \
 && find /usr/lib/python3.11/site-packages -name tests -type d -exec rm -r {} +
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "print(1)"]
ENTRYPOINT ["/usr/bin/python3", "-m"]
CMD ["flask", "run"]
