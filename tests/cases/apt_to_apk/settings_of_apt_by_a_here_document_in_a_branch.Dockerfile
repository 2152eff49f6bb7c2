FROM python:3.12-slim
RUN <<X
if true; then cat > /etc/apt/sources.list <<EOF
deb http://deb.debian.org/debian bookworm main
EOF
fi
X
