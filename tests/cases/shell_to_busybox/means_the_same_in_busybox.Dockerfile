FROM python:3.12-slim
WORKDIR /app
RUN mkdir --parents /var/app && cp --recursive /etc/skel /var/app && chown --recursive 1000:1000 /var/app
RUN find . -name '*.pyc' -exec rm -rf {} + && sed -i 's/a/b/' /etc/hosts && tar -xzf x.tgz --strip-components=1
RUN adduser \
    --disabled-password \
    --gecos "" \
    --home "/nonexistent" \
    --shell "/sbin/nologin" \
    --no-create-home \
    --uid "10001" \
    appuser
RUN addgroup --system app && adduser -u 5678 --disabled-password --gecos "" other
# useradd and rm --force are only talked about here
RUN echo "useradd -m app" > /etc/motd && date -u +%FT%TZ
COPY app.py .
USER appuser
CMD ["python", "app.py"]
