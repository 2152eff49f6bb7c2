FROM python:3.12-slim
RUN userdel games && groupdel dip && echo done
RUN userdel backup
COPY app.py .
CMD ["python", "app.py"]
