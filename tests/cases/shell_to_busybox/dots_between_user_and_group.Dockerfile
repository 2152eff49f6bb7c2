FROM python:3.12-slim
RUN useradd app && chown -R app.app /data && chown first.last /home
COPY app.py .
CMD ["python", "app.py"]
