FROM registry.example.com/team/service-python:3
RUN pip install flask
CMD python -m app
