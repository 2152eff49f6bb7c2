FROM python:3.12-slim
ENV A=b
SHELL ["/bin/bash", "-euxo", "pipefail", "-c"]
RUN useradd -m -s /bin/bash app
COPY app.py .
CMD ["python", "app.py"]
