FROM python:3.12-slim
ARG DEV=
RUN if [ -n "$DEV" ]; then apt-get update && apt-get install -y git; fi
RUN pip install flask
CMD ["python", "app.py"]
