FROM python:3.12-slim
RUN ["useradd", "-m", "app"]
COPY app.py .
CMD ["python", "app.py"]
