FROM python:3.12-slim
RUN useradd -m -p '$6$abc$def/ghi.' app && useradd -p "" open && echo app:pw | chpasswd
COPY app.py .
CMD ["python", "app.py"]
