FROM ubuntu:20.04
RUN apt-get update && apt-get install -y python3 python3-pip python3.9
RUN python3.9 -m pip install flask
CMD ["python3.9", "app.py"]
