FROM python:3.12-slim
ONBUILD RUN apt-get update && apt-get install -y git
ONBUILD RUN pip install flask
CMD ["python", "app.py"]
