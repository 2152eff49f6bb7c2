FROM python:3.12-alpine AS builder
RUN apt-get update && apt-get install -y libpq-dev
RUN apk add --no-cache gcc musl-dev
COPY requirements.txt .
RUN pip install -r requirements.txt

FROM python:3.12-alpine
COPY --from=builder /usr/local/lib/python3.12/ /usr/local/lib/python3.12/
CMD ["python3"]
