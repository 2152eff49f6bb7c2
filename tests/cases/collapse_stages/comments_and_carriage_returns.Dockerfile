# ---- build ----
FROM python:3.12-slim AS build
WORKDIR /build
# the list
COPY requirements.txt .
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

# ---- run ----
FROM python:3.12-slim
WORKDIR /app
# the packages
COPY --from=build /install /usr/local
COPY . .
CMD ["python", "main.py"]
