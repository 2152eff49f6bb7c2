FROM python:3.11-slim
RUN pip install flask acme-torch-tools types-tensorflow
CMD ["flask", "run"]
