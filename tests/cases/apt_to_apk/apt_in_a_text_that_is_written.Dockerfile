FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN echo "run build.sh, which calls apt-get install" > README && echo "apt-get: see start.sh" >&2
RUN cat > /start.sh <<EOF
#!/bin/sh
# apt-get install is of no use here
exec python main.py
EOF
CMD ["sh", "/start.sh"]
