FROM python:3.12-slim
RUN useradd app && echo 'app:word' | chpasswd
CMD ["python"]
