FROM python:3.12-slim AS build
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.12-slim
ENV PIP_INDEX_URL=https://index.example.com/simple PIP_NO_CACHE_DIR=1
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
