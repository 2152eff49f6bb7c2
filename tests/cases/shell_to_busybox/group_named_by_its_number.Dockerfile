FROM python:3.12-slim
RUN groupadd -g 1000 app
RUN useradd -m -u 1000 -g 1000 app
RUN useradd -g 0 -m rooty && useradd -g 100 usual
COPY app.py .
CMD ["python", "app.py"]
