FROM alpine:3.23
RUN apk add --no-cache python3 py3-pip supervisor
RUN pip install --break-system-packages flask==3.0.0
CMD ["python3", "-m", "flask", "run"]
