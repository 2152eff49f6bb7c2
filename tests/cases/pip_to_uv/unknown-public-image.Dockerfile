FROM acme/service-base:7
RUN apt-get update && apt-get install -y git
RUN pip install flask
RUN python3 -m pip install django
