FROM python:3.12-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN echo "a\nb" | tee f
COPY app.py .
CMD ["python", "app.py"]
