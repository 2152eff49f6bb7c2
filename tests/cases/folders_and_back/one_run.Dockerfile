FROM python:3.12-slim
WORKDIR /app
COPY . .

# the pages
RUN cd web && npm ci && npm run build
CMD ["python", "app.py"]
