FROM python:3.12-slim
RUN useradd -m -g 4711 app
COPY app.py .
CMD ["python", "app.py"]
