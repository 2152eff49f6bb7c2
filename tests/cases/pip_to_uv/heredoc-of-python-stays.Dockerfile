FROM python:3.12-slim
RUN python3 <<EOF
import os
os.system("pip install flask")
EOF
