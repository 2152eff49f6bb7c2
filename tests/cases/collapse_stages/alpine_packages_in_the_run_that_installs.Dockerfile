FROM python:3.12-alpine AS build
COPY requirements.txt .
RUN apk add --no-cache gcc musl-dev && pip install --no-cache-dir --prefix=/install -r requirements.txt

FROM python:3.12-alpine
RUN apk add --no-cache libpq
COPY --from=build /install /usr/local
COPY . /app
CMD ["python", "/app/main.py"]
