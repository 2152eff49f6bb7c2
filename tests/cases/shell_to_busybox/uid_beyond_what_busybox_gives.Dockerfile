FROM python:3.12-slim
ARG UID=1000660000
RUN useradd -u ${UID} -g 0 -m app
COPY app.py .
CMD ["python", "app.py"]
