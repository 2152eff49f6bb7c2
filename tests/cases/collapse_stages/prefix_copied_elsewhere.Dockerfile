FROM python:3.12-slim AS build
COPY requirements.txt .
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

FROM python:3.12-slim
ENV PYTHONPATH=/opt/shop/lib/python3.12/site-packages
COPY --from=build /install /opt/shop
COPY . /app
CMD ["python", "/app/main.py"]
