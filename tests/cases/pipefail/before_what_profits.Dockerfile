FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y curl gnupg && rm -rf /var/lib/apt/lists/*

# Node for the frontend
RUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash - \
    # comes from there
    && apt-get install -y nodejs
RUN curl -fsSL https://packages.example.com/key | sudo gpg --dearmor -o /usr/share/keyrings/example.gpg
RUN pip freeze | sort > /frozen.txt

FROM python:3.12-slim
COPY --from=builder /frozen.txt /
RUN poetry export -f requirements.txt | pip install -r /dev/stdin
CMD ["python", "-m", "app"]
