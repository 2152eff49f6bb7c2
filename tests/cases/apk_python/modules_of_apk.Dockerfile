FROM alpine:3.21
RUN apk add --no-cache \
      python3 py3-pip \
      py3-aiohttp \
      py3-psycopg2 \
      python3-tkinter
RUN pip3 install --break-system-packages flask==3.0.0
CMD ["python3", "app.py"]
