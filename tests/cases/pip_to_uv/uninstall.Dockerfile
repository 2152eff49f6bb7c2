FROM python:3.12-slim
RUN pip uninstall -y flask && pip install --root-user-action=ignore quart
