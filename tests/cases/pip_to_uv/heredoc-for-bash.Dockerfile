FROM python:3.12-slim
RUN /bin/bash <<'EOF'
set -Eeuo pipefail
pip install flask
EOF
