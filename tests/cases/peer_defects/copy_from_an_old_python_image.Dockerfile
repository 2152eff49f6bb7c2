FROM python:3.12-slim
COPY --from=python:3.9 /usr/local/lib/python3.9 /opt/old
RUN pip install flask
CMD ["python", "app.py"]
