apt-get update && apt-get install -y gcc libpq-dev || exit 1; rm -rf /var/lib/apt/lists/*
