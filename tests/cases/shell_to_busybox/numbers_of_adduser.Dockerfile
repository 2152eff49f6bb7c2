FROM python:3.12
RUN adduser --system --no-create-home app
COPY app.py .
CMD ["sh", "-c", "exec su-exec app python app.py"]
