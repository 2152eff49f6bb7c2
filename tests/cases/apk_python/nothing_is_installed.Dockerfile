FROM alpine:3.18
RUN apk add --no-cache python3
COPY app.py /
CMD ["python3", "/app.py"]
