FROM python:3.11-slim
RUN pip install nvidia-cublas-cu12 "cupy-cuda12x"
