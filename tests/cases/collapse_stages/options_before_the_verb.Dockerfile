FROM python:3.12-slim AS build
COPY requirements.txt .
RUN pip3 --no-cache-dir --disable-pip-version-check install --target=/packages -r requirements.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=build /packages /packages
ENV PYTHONPATH=/packages
COPY . .
CMD ["python", "main.py"]
