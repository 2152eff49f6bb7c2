FROM python:3.12-slim AS build
COPY requirements.txt .
RUN pip install --no-cache-dir --target=/deps -r requirements.txt

FROM python:3.12-slim
COPY --from=build /deps /usr/lib/shop
COPY . /app
ENV PYTHONPATH=/usr/lib/shop
CMD ["python", "/app/main.py"]
