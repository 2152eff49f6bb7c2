FROM python:3.12-slim
RUN groupadd -r app && useradd -r -g app app && useradd -r -u 345 said
RUN useradd --system second && useradd -r "$NAME"
COPY app.py .
USER app
CMD ["python", "app.py"]
