FROM alpine:3.23
RUN apk add --no-cache python3 py3-pip uvicorn uwsgi-python3 poetry
RUN pip install --break-system-packages fastapi==0.110.0
CMD ["python3", "-m", "uvicorn", "app:app"]
