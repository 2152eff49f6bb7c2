FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

FROM python:3.12-slim
ENV PATH=/install/bin:$PATH PYTHONPATH=/install/lib/python3.12/site-packages
WORKDIR /app
COPY --from=build /install /install
COPY . .
CMD ["python", "main.py"]
