FROM acme/service-base:7-jammy
RUN pip install flask
RUN pip install --user quart
