FROM python:3.13-slim
RUN pip install numpy==1.26.0
CMD ["python"]
