FROM alpine:3.19

# Python
RUN apk add --no-cache python3 py3-pip

RUN pip install flask==3.0.0 --break-system-packages
COPY app.py /app/
CMD ["python3", "/app/app.py"]
