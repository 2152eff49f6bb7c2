FROM python:3.12-slim
RUN sh -c "for x in a b; do echo $x"
RUN <<EOF bash
case x in
EOF
RUN eval "$SETUP"
RUN <<EOF python3
import subprocess
subprocess.run(["apt-get", "update"], check=True)
EOF
CMD ["python"]
