FROM python:3.12-slim
RUN echo "$(lsb_release -cs)" > /etc/codename
COPY app.py .
CMD ["python", "app.py"]
