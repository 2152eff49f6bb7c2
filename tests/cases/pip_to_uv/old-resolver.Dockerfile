FROM python:3.9-slim
RUN pip install pip==20.0.2 && pip install flask
FROM python:3.9-slim
RUN pip install "pip<20.3" "setuptools<60" && pip install flask
FROM python:3.9-slim
RUN pip install "pip<24.1" && pip install flask
FROM python:3.9-slim
RUN pip install pip==23.2.1 && pip install flask
