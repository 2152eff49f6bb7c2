FROM ubuntu:24.04
RUN apt-get update && apt-get install -y python3 python3-pip python3-numpy
RUN pip3 install --break-system-packages flask
CMD ["python3", "app.py"]
