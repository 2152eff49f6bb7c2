FROM python:3.12-slim
RUN useradd -r app
COPY app.py .
CMD su app -c "python app.py"
