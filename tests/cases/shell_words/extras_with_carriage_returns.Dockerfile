FROM python:3.12-slim
RUN pip install \
    uvicorn[standard] \
    # of ours
    .[test]
RUN <<EOF
set -e
pip install uvicorn[standard]
EOF
