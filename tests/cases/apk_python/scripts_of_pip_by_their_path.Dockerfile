FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip ffmpeg
RUN pip3 install gunicorn==21.2.0
RUN /usr/bin/ffmpeg -version && /usr/bin/env true
COPY run.sh /usr/bin/run
RUN chmod +x /usr/bin/run
CMD ["/usr/bin/gunicorn", "app:app"]
