FROM python:3.12-slim
RUN echo /opt/lib > /etc/ld.so.conf.d/opt.conf && ldconfig
COPY app.py .
CMD ["python", "app.py"]
