FROM python:3.12-slim
SHELL ["conda", "run", "-n", "work", "/bin/bash", "-c"]
RUN pip install flask
