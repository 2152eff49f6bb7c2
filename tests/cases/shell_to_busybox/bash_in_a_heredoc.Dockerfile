FROM python:3.12-slim
RUN <<EOF
#!/usr/bin/env bash
declare -a names=(a b)
echo "${names[1]}\n"
EOF
COPY <<EOF /start.sh
#!/bin/bash
exec python app.py
EOF
CMD ["/start.sh"]
