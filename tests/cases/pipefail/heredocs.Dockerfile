FROM python:3.12-slim
RUN <<EOF
#!/bin/bash
curl -s https://example.com/ | tar x
EOF
RUN <<EOF
set -e
# don't stop here
curl -s https://example.com/a | tar x
make
EOF
RUN cat > /app.sh <<EOF
cat "it's" | head
EOF
RUN cat > /start.sh <<'EOF' && curl -s https://example.com/b | tar x
#!/bin/sh
ls | head
EOF
RUN <<-EOF
	#!/usr/bin/env python3
	print("a|b")
	EOF
RUN python - <<EOF
print("a|b")
EOF
CMD ["python"]
