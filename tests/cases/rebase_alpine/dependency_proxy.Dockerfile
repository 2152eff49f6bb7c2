FROM gitlab.example.com/group/dependency_proxy/containers/python:3.11-slim
RUN pip install flask
