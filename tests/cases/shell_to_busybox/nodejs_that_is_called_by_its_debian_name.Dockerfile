FROM python:3.12-slim
RUN apt-get update && apt-get install -y nodejs
RUN nodejs build.js
CMD ["python", "app.py"]
