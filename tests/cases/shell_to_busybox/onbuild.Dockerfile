FROM python:3.12-slim
ONBUILD RUN useradd -m app && rm --force /x
COPY app.py .
CMD ["python", "app.py"]
