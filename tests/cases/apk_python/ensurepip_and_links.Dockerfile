FROM alpine:3.9
ENV PYTHONUNBUFFERED=1
RUN apk add --no-cache python3 && \
    python3 -m ensurepip && \
    rm -r /usr/lib/python*/ensurepip && \
    pip3 install --no-cache --upgrade pip setuptools && \
    if [ ! -e /usr/bin/pip ]; then ln -s pip3 /usr/bin/pip ; fi && \
    if [[ ! -e /usr/bin/python ]]; then ln -sf /usr/bin/python3 /usr/bin/python; fi
COPY app.py /app/
WORKDIR /app
RUN pip install flask==3.0.0
ENTRYPOINT ["python"]
CMD ["app.py"]
