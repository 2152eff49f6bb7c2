FROM python:3.9-slim
RUN pip install "feast[gcp]~=0.30.0"
CMD ["feast", "serve"]
