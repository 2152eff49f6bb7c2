FROM company/python:1
RUN sudo apt-get update && sudo apt-get install -y git
RUN apt-get update && apt-get install -y git & wait
RUN apt-get update && apt-get install -y git; exit 0
RUN ["apt-get", "update"]
