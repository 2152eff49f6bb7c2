FROM python:3.12-slim
COPY <<EOF /gunicorn.conf.py
bind = "0.0.0.0:9000"
EOF
CMD ["gunicorn", "-c", "/gunicorn.conf.py", "app:app"]
