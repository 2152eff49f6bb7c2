FROM acme/service-base:7
RUN pip install flask
RUN pip install --user quart
