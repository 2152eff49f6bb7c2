# syntax=docker/dockerfile:1
FROM python:3.12-slim AS copied
COPY <<EOF /start.sh
#!/bin/sh
apt-get update && apt-get install -y curl
exec python main.py
EOF
CMD ["sh", "/start.sh"]

FROM python:3.12-slim AS printed
RUN printf '#!/bin/sh\ndpkg -l\nexec python main.py\n' > /start.sh && chmod +x /start.sh

FROM python:3.12-slim AS here
RUN cat > /start.sh <<EOF
apt update
EOF

FROM python:3.12-slim AS harmless
COPY <<EOF /start.sh
#!/bin/sh
# apt-get install is of no use here
exec python main.py
EOF
RUN apt-get update > /dev/null && echo done > /log
