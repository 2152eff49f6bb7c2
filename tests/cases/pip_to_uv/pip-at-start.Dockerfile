FROM python:3.12-slim
RUN pip install --upgrade pip
CMD pip install -r requirements.txt && python app.py
