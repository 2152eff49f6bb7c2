FROM python:3.12-slim
ENTRYPOINT ["python", "main.py"]
CMD "--help"
