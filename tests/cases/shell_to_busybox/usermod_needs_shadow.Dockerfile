FROM python:3.12-slim
RUN groupadd -g 999 app && useradd -m -g app -G plugdev app
RUN usermod -u 1001 app && usermod -aG sudo app
COPY app.py .
CMD ["python", "app.py"]
