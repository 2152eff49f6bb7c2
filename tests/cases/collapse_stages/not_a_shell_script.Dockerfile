FROM python:3.12-slim AS builder
RUN python -m venv /venv
RUN <<EOF
#!/usr/bin/env python3
import subprocess
subprocess.check_call(["/venv/bin/pip", "install", "flask"])
EOF

FROM python:3.12-slim
COPY --from=builder /venv /venv
CMD ["/venv/bin/flask", "run"]
