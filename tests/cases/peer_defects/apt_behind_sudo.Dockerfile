FROM python:3.12-slim
RUN sudo apt-get update && sudo apt-get install -y git
RUN sudo pip install flask
CMD ["python", "app.py"]
