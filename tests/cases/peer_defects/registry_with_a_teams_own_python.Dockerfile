FROM localhost:5000/team/python:3.11-slim
RUN pip install flask
CMD ["python", "app.py"]
