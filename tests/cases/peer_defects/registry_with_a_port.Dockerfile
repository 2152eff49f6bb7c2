FROM localhost:5000/library/python:3.11-slim
RUN pip install flask
CMD ["python", "app.py"]
