FROM python:3.12-slim
RUN update-alternatives --install /usr/bin/python python /usr/bin/python3 1 && pip install flask
RUN update-alternatives --install /usr/bin/cc cc /usr/bin/gcc-12 10
COPY app.py .
CMD ["python", "app.py"]
